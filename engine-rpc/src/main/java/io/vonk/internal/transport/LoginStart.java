package io.vonk.internal.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** Begins the login of the connecting end as soon as the socket is connected and, with TLS, encrypted; then it leaves. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
final class LoginStart extends ChannelInboundHandlerAdapter {
    private final ClientLoginHandler login;
    private final @Nullable SslHandler tls;

    LoginStart(ClientLoginHandler login, @Nullable SslHandler tls) {
        this.login = login;
        this.tls = tls;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.pipeline().remove(this);
        if (tls == null) {
            login.begin();
        } else {
            tls.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    login.begin();
                }
            });
        }
        context.fireChannelActive();
    }
}
