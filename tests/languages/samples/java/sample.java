// A small bakery, with prices in more than one currency.
package com.example.bakery;

import java.util.List;
import java.util.function.*;
import static java.util.Objects.requireNonNull;

/**
 * Something that was baked. 🥖
 *
 * @param <T> what it was baked from
 */
@Deprecated
public abstract class Loaf<T extends Grain & Comparable<T>> extends Baked implements Sold, Comparable<Loaf<T>> {
    /** What a loaf costs at most, in €. */
    public static final int DEAREST = 1_200;

    private final String name;
    protected double weight = 0.5, height;

    static {
        Baked.register(Loaf.class);
    }

    protected Loaf(String name) {
        this.name = requireNonNull(name);
    }

    // Short enough for the window.
    @Override
    public String label() {
        return String.format("%s – %.1f kg", name, weight);
    }

    public <R> R bake(
            Oven<R> oven, // at 200 °C
            int minutes) throws TooHot, InterruptedException {
        char first = name.charAt(0);
        var rows = oven.trays().stream().map(tray -> {
            return new Tray.Row(tray, first);
        });
        Runnable done = new Runnable() {
            @Override
            public void run() {
                oven.open(rows);
            }
        };
        done.run();
        return oven.<R>result();
    }

    public abstract T grain();

    public enum Crust implements Sold {
        THIN,
        /** Nearly black. */
        BROWN("brün") {
            @Override
            public int price() {
                return 3;
            }
        };

        private final String colour;

        Crust(String... colours) {
            colour = colours.length > 0 ? colours[0] : "";
        }

        public int price() {
            return 2;
        }
    }
}

interface Sold {
    int MOST = 3;

    int price();

    default boolean isDear() {
        return price() > MOST;
    }
}

sealed interface Shape permits Round, Long {}

record Round(double radius, String... marks) implements Shape {
    Round {
        if (radius < 0) {
            throw new IllegalArgumentException("""
                A radius of "%f" is – too small.
                """.formatted(radius));
        }
    }

    static Round of(double radius) {
        return new Round(radius);
    }
}

@interface Baker {
    String value() default "Jürgen";
}
