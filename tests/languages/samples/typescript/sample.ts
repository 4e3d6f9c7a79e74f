// A small bakery, with prices in more than one currency.
import { readFile } from "node:fs/promises";
import type Oven from "./oven";

/** What a loaf costs at most, in €. */
export const DEAREST = 1_200;

/**
 * Something that was baked. 🥖
 *
 * It does not keep.
 */
export default class Loaf extends Baked implements Sold {
  private weight = 500;

  constructor(readonly name: string) {
    super();
  }

  get label(): string {
    return `${this.name} – ${this.weight / 1000} kg`;
  }

  @logged()
  async bake<T>(
    oven: T, // at 200 °C
    minutes = 35,
  ): Promise<T> {
    const colour = "brün";
    return oven;
  }
}

export interface Sold {
  price: number;
  sell(to: string): void;
}

type Hook = (loaf: Loaf) => void;

export enum Crust {
  Thin,
  Brown = "brün",
}

abstract class Baked {
  abstract rise(): void;
}

namespace shop {
  export function open(): boolean {
    return true;
  }
}

export const read = async (path: string): Promise<Loaf[]> => {
  const rows = JSON.parse(await readFile(path, "utf8"));
  return rows.map((row: { name: string }) => {
    return new Loaf(row.name);
  });
};

declare function weigh(loaf: Loaf): number;
