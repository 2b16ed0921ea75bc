// A connection that gives Postgres one query at a time: Prisma asks for several relations at once, in a transaction too.
import pg from "pg";

type Ask = (...given: unknown[]) => unknown;

/**
 * A pg client whose queries wait for one another here. Its own queue does the same, but says on every start that it is
 * going to be taken away (pg 9.0). Give it to a pool as `Client`.
 */
export class SerialClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const ask = super.query.bind(this) as Ask;
    let last: Promise<unknown> = Promise.resolve();
    const inTurn: Ask = (...given) => {
      // Those with a callback or a stream of their own are asked by the pool, one for each connection.
      const [what] = given;
      const own = typeof what === "object" && what !== null && "submit" in what;
      if (own || typeof given.at(-1) === "function") return ask(...given);
      const asked = last.then(() => ask(...given));
      last = asked.catch(() => {});
      return asked;
    };
    this.query = inTurn as typeof this.query;
  }
}
