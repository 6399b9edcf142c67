package io.vonk.data;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says how a record component is stored as a column, where its name and type alone do not say it.
 *
 * <pre>{@code
 * record Fare(@Column("PULocationID") int zone, @Column(precision = 9, scale = 2) BigDecimal total) {}
 * }</pre>
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Column {

    /** The column's name; empty means the component's own name. */
    String value() default "";

    /** How many digits a {@link java.math.BigDecimal} is stored with. */
    int precision() default 38;

    /** How many of the digits stand after the point. */
    int scale() default 18;
}
