export interface Discount {
  percent: number;
  minimum: number;
}

/** The price after the discount, if the price reaches the discount's minimum. */
export function discounted(price: number, discount: Discount): number {
  if (price < discount.minimum) {
    return price;
  }
  return 
}
