import { useState } from "react";
import { Loaf } from "./loaf";

type Props = { loaf: Loaf; onSold?: (to: string) => void };

/** A loaf in the window. 🥖 */
export function Window({ loaf, onSold }: Props) {
  const [to, setTo] = useState("Jürgen");
  return (
    <section className="window">
      {/* the price is « fixed » */}
      <Price of={loaf} />
      <button onClick={() => onSold?.(to)}>Für {to} – {loaf.name}</button>
    </section>
  );
}

const Price = ({ of }: { of: Loaf }) => {
  return <b>{of.price} €</b>;
};

export default class Shop extends Component<Props> {
  render() {
    return <Window {...this.props} />;
  }
}
