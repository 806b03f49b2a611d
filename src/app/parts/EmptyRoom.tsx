import { href, type Route } from '../state/route.ts';

/** A room with nothing in it yet says what it waits for and where that is. */
export function EmptyRoom({ title, text, to, link }: { title: string; text: string; to: Route; link: string }) {
  return (
    <section className="card grid empty">
      <h1>{title}</h1>
      <p className="muted">{text}</p>
      <p>
        <a className="btn primary" href={href(to)}>
          {link}
        </a>
      </p>
    </section>
  );
}
