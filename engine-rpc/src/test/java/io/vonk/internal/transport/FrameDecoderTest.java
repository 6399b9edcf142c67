package io.vonk.internal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private static final int MAX_BYTES = 10_000;

    /** Writes down what it hears; parts of streams are put together, as where they are cut is up to the socket. */
    private static final class Recorder implements FrameReceiver {
        final List<String> heard = new ArrayList<>();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        @Override
        public int maxBytes(Frame.Kind kind) {
            return kind.isLogin() ? -1 : MAX_BYTES;
        }

        @Override
        public void received(Frame.Kind kind, int id, byte[] body) {
            heard.add(kind + " " + id + " " + HexFormat.of().formatHex(body));
        }

        @Override
        public void receivedData(int id, ByteBuf part, boolean last) {
            data.writeBytes(ByteBufUtil.getBytes(part));
            if (last) {
                heard.add("DATA " + id + " " + HexFormat.of().formatHex(data.toByteArray()));
                data.reset();
            }
        }
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void frame(ByteBuf out, Frame.Kind kind, int id, byte[] body) {
        Frame.putHeader(out, kind, 0, id, body);
        out.writeBytes(body);
    }

    private static void data(ByteBuf out, int id, byte[] body, boolean last) {
        Frame.putDataHeader(out, last ? Frame.LAST : 0, id, body.length);
        out.writeBytes(body);
    }

    @Test
    void framesAreWrittenAsSpecified() {
        ByteBuf out = Unpooled.buffer();
        frame(out, Frame.Kind.QUESTION, 0x01020304, new byte[] {(byte) 0xca, (byte) 0xfe});
        data(out, 7, new byte[] {1, 2, 3}, true);
        assertEquals(
                "00000002" + "11" + "00" + "0000" + "01020304" + "99fa85a0" + "cafe" + "00000003" + "15" + "01" + "0000"
                        + "00000007" + "625107a9" + "010203",
                ByteBufUtil.hexDump(out));
    }

    @Test
    void anySplitOfTheBytesGivesTheSameFrames() {
        long seed = 20_261_126;
        Random random = new Random(seed);
        ByteBuf out = Unpooled.buffer();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int id = random.nextInt(Integer.MAX_VALUE);
            byte[] body = random(random, random.nextInt(4) == 0 ? random.nextInt(MAX_BYTES + 1) : random.nextInt(40));
            if (random.nextInt(3) == 0) {
                byte[] more = random(random, random.nextInt(100));
                data(out, id, body, false);
                data(out, id, more, true);
                sent.add("DATA " + id + " " + HexFormat.of().formatHex(body)
                        + HexFormat.of().formatHex(more));
            } else {
                Frame.Kind kind = random.nextBoolean() ? Frame.Kind.MESSAGE : Frame.Kind.ANSWER;
                frame(out, kind, id, body);
                sent.add(kind + " " + id + " " + HexFormat.of().formatHex(body));
            }
        }
        byte[] bytes = ByteBufUtil.getBytes(out);
        for (int round = 0; round < 50; round++) {
            Recorder recorder = new Recorder();
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(recorder));
            int most = 1 + random.nextInt(round % 2 == 0 ? 20 : 5_000);
            for (int from = 0; from < bytes.length; ) {
                int length = Math.min(bytes.length - from, 1 + random.nextInt(most));
                channel.writeInbound(Unpooled.copiedBuffer(bytes, from, length));
                from += length;
            }
            assertEquals(sent, recorder.heard, "seed " + seed + ", round " + round);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void everyFlippedBitOfAHeaderOrCheckedBodyIsNoticed() {
        ByteBuf out = Unpooled.buffer();
        frame(out, Frame.Kind.MESSAGE, 5, new byte[] {1, 2, 3, 4, 5});
        int checked = out.readableBytes();
        data(out, 6, new byte[] {9}, true);
        byte[] bytes = ByteBufUtil.getBytes(out);
        int end = checked + Frame.HEADER_BYTES;
        for (int bit = 0; bit < end * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Recorder recorder = new Recorder();
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(recorder));
            List<String> before = bit / 8 < checked ? List.of() : List.of("MESSAGE 5 0102030405");
            boolean noticed = false;
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(flipped));
            } catch (Exception e) {
                noticed = e instanceof TransportException;
            }
            // A longer length only shows when more bytes have come than there are here.
            assertTrue(noticed || recorder.heard.equals(before), "bit " + bit + ": " + recorder.heard);
            assertEquals(before, recorder.heard, "bit " + bit);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void lengthsAreCheckedBeforeMemoryIsTaken() {
        for (int length : new int[] {MAX_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            ByteBuf header = Unpooled.buffer();
            Frame.putDataHeader(header, 0, 1, length);
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(new Recorder()));
            TransportException refused = assertThrows(TransportException.class, () -> channel.writeInbound(header));
            assertEquals(TransportException.Reason.PROTOCOL, refused.reason());
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void nothingIsReadAfterAnError() {
        Recorder recorder = new Recorder();
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(recorder));
        ByteBuf out = Unpooled.buffer();
        frame(out, Frame.Kind.HELLO, 0, new byte[0]);
        frame(out, Frame.Kind.MESSAGE, 0, new byte[0]);
        assertThrows(TransportException.class, () -> channel.writeInbound(out));
        ByteBuf more = Unpooled.buffer();
        frame(more, Frame.Kind.MESSAGE, 0, new byte[0]);
        channel.writeInbound(more);
        assertEquals(List.of(), recorder.heard);
        channel.finishAndReleaseAll();
    }

    @Test
    void randomBytesDoNoHarm() {
        long seed = 77;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            Recorder recorder = new Recorder();
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(recorder));
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(random(random, random.nextInt(200))));
            } catch (Exception e) {
                assertTrue(e instanceof TransportException, "seed " + seed + ", round " + round + ": " + e);
            }
            assertEquals(List.of(), recorder.heard, "seed " + seed + ", round " + round);
            channel.finishAndReleaseAll();
        }
    }
}
