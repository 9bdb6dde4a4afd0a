import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../lambda/store/items.ts';

/** Whether an item fulfils a condition; an item that is not there has no attributes. */
export type Condition = (item: Item, values: Item) => boolean;

export interface Parsed<T> {
  value: T;
  /** The `#name` and `:value` placeholders that were used. */
  placeholders: readonly string[];
}

const TOKEN = /\s*([#:]?[A-Za-z_]\w*|<=|>=|<>|[=<>(),])/y;

/** Reads tokens one by one; whatever is not part of the language throws, so that nothing passes unseen. */
interface Tokens {
  peek(): string | undefined;
  take(expected?: string): string;
}

function tokenise(expression: string): Tokens {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) throw refuse(expression);
    tokens.push(token);
  }
  let place = 0;
  return {
    peek: () => tokens[place],
    take: (expected) => {
      const token = tokens[place];
      if (token === undefined || (expected !== undefined && token !== expected)) {
        throw refuse(expression);
      }
      place += 1;
      return token;
    },
  };
}

const refuse = (expression: string) => new Error(`The table does not know "${expression}".`);

const COMPARISONS = new Map<string, (order: number) => boolean>([
  ['=', (order) => order === 0],
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
]);

/** Reads a condition of `OR`, `AND`, `NOT`, brackets, comparisons, `BETWEEN` and functions, as DynamoDB's grammar has them. */
export function parseCondition(
  expression: string,
  names: Readonly<Record<string, string>> = {},
): Parsed<Condition> {
  const tokens = tokenise(expression);
  const placeholders: string[] = [];

  const path = () => resolveName(tokens.take(), names, placeholders);
  const value = () => {
    const token = tokens.take();
    if (!token.startsWith(':')) throw refuse(expression);
    placeholders.push(token);
    return token;
  };

  function either(): Condition {
    let left = both();
    while (tokens.peek() === 'OR') {
      tokens.take();
      const [first, second] = [left, both()];
      left = (item, values) => first(item, values) || second(item, values);
    }
    return left;
  }

  function both(): Condition {
    let left = single();
    while (tokens.peek() === 'AND') {
      tokens.take();
      const [first, second] = [left, single()];
      left = (item, values) => first(item, values) && second(item, values);
    }
    return left;
  }

  function single(): Condition {
    const token = tokens.peek();
    if (token === '(') {
      tokens.take();
      const inner = either();
      tokens.take(')');
      return inner;
    }
    if (token === 'NOT') {
      tokens.take();
      const refused = single();
      return (item, values) => !refused(item, values);
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') return existence();
    if (token === 'begins_with') return beginning();
    return comparison();
  }

  function existence(): Condition {
    const wanted = tokens.take() === 'attribute_exists';
    tokens.take('(');
    const name = path();
    tokens.take(')');
    return (item) => (item[name] !== undefined) === wanted;
  }

  function beginning(): Condition {
    tokens.take();
    tokens.take('(');
    const name = path();
    tokens.take(',');
    const prefix = value();
    tokens.take(')');
    return (item, values) => Boolean(item[name]?.S?.startsWith(values[prefix]?.S ?? '\0'));
  }

  function comparison(): Condition {
    const name = path();
    const operator = tokens.take();
    const low = value();
    if (operator === 'BETWEEN') {
      tokens.take('AND');
      const high = value();
      return (item, values) =>
        isOrdered(item[name], values[low], (order) => order >= 0) &&
        isOrdered(item[name], values[high], (order) => order <= 0);
    }
    const holds = COMPARISONS.get(operator);
    if (holds === undefined) throw refuse(expression);
    return (item, values) => isOrdered(item[name], values[low], holds);
  }

  const condition = either();
  if (tokens.peek() !== undefined) throw refuse(expression);
  return { value: condition, placeholders };
}

/** Returns the changed copy of an item. */
export type Update = (item: Item, values: Item) => Item;

/** Reads `SET name = :value, … REMOVE name, …`. */
export function parseUpdate(
  expression: string,
  names: Readonly<Record<string, string>> = {},
): Parsed<Update> {
  const tokens = tokenise(expression);
  const placeholders: string[] = [];
  const sets: [string, string][] = [];
  const removes: string[] = [];
  const path = () => resolveName(tokens.take(), names, placeholders);
  const listOf = (one: () => void) => {
    one();
    while (tokens.peek() === ',') {
      tokens.take();
      one();
    }
  };
  tokens.take('SET');
  listOf(() => {
    const name = path();
    tokens.take('=');
    const value = tokens.take();
    placeholders.push(value);
    sets.push([name, value]);
  });
  if (tokens.peek() === 'REMOVE') {
    tokens.take();
    listOf(() => removes.push(path()));
  }
  if (tokens.peek() !== undefined) throw refuse(expression);
  return {
    placeholders,
    value: (item, values) => {
      const changed = { ...item };
      for (const [name, value] of sets) changed[name] = values[value] as AttributeValue;
      for (const name of removes) delete changed[name];
      return changed;
    },
  };
}

function resolveName(
  token: string,
  names: Readonly<Record<string, string>>,
  placeholders: string[],
): string {
  if (!token.startsWith('#')) return token;
  placeholders.push(token);
  const name = names[token];
  if (name === undefined) throw new Error(`The name ${token} is not defined.`);
  return name;
}

/** Values of different types, and absent ones, are in no order: no comparison holds. */
function isOrdered(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  holds: (order: number) => boolean,
): boolean {
  if (left?.S !== undefined && right?.S !== undefined) {
    return holds(Buffer.compare(Buffer.from(left.S), Buffer.from(right.S)));
  }
  if (left?.N !== undefined && right?.N !== undefined) {
    return holds(Number(left.N) - Number(right.N));
  }
  return false;
}
