/**
 * An address that ordinary mail systems take: RFC 5322's dot-atom, at most 64 characters (RFC 5321), at a host name of
 * two labels or more whose last begins with a letter. ASCII alone, so an international domain in its `xn--` form.
 */
export const EMAIL_ADDRESS =
  /^(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;

/** Well-formed Unicode on one line: no half of a surrogate pair, no control character, no line break. */
export function isPlainText(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
}

/** Plain text without invisible format characters, which could make a log or a report show something else. */
export function isPrintable(text: string): boolean {
  return isPlainText(text) && !/\p{Cf}/u.test(text);
}

/** An http or https address, or a host name alone: the vendor's example has a scheme, and no rule says that all must. */
export function isWebsite(text: string): boolean {
  if (/[\s\\]/.test(text)) return false;
  if (/^https?:\/\//i.test(text)) return isOpenAddress(text);
  return /^[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)*\.\p{L}[\p{L}\p{N}\p{M}-]+$/u.test(text)
    ? isOpenAddress(`http://${text}`)
    : false;
}

/** Without user name and password: a website is shown to everybody. */
function isOpenAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.username === '' && url.password === '';
}

/** A name of the IANA database, its links such as `US/Eastern` included; an offset such as `+01:00` is no name. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
