#!/usr/bin/env node
"use strict";
// A small bakery that sells over the counter and through a window.
import { readFile } from "node:fs/promises";
import Oven, * as ovens from "./oven.js";
const path = require("node:path"), { inspect } = require("node:util");

/** What a loaf costs at most, in €. */
export const DEAREST = 1_200;
let sold = 0, [first] = [];

/**
 * Something that was baked. 🥖
 *
 * It does not keep.
 */
export default class Loaf extends Baked {
  static #count = 0;
  weight = 500;

  /** @param {string} name */
  constructor(name) {
    super();
    this.name = name;
  }

  get label() {
    return `${this.name} – ${this.weight / 1000} kg`;
  }

  @logged()
  async bake(
    oven, // at 200 °C
    minutes = 35,
  ) {
    const colour = "brün", crusts = /cr[uü]st/g;
    await oven.heat(minutes);
    return new ovens.Tray(this, colour);
  }

  eaten = () => {
    this.weight = 0;
  };

  static *all() {
    yield new Loaf("rye");
  }
}

const Crust = Object.freeze({
  THIN: "thin",
  /** Whether anyone will eat it. */
  edible(crust) {
    return crust === Crust.THIN;
  },
  weigh: function (crust) {
    return crust.length;
  },
  crumble: async (crust) => crust.slice(1),
});

function Shop(owner) {
  this.owner = owner;
}

Shop.prototype = Object.create(Baked.prototype);

// Opens the window.
Shop.prototype.open = function open(hours) {
  const counter = () => hours;
  return counter();
};

exports.close = (shop) => {
  shop.owner = null;
};

module.exports.VERSION = "1.0";

module.exports = {
  Shop,
  sell: (loaf) => loaf.price,
};

export const read = async (file) => {
  const rows = JSON.parse(await readFile(path.join("shop", file), "utf8"));
  return rows.map((row) => {
    return new Loaf(row.name);
  });
};

export function* trays(oven) {
  yield* oven.trays;
}

const Window = ({ loaf, onSold }) => (
  <section className="window">
    {/* the price is « fixed */}
    <Price of={loaf} /> Für {loaf.name} – bitte
    <button onClick={() => onSold("Jürgen")}>sell</button>
  </section>
);

describe("a loaf", () => {
  it("keeps its name", function () {
    inspect(new Loaf("rye"));
  });
});
