import { escapeUntrusted } from '../../../../packages/cli/src/logs/escape';

const plain = (text: string) => escapeUntrusted(text, { colors: false });
const colored = (text: string) => escapeUntrusted(text, { colors: true });

describe('untrusted text', () => {
  test.each([
    ['cursor movement', '\x1b[2J\x1b[1;1Hgone', '\\x1b[2J\\x1b[1;1Hgone'],
    ['window title (OSC, BEL)', '\x1b]0;pwned\x07', '\\x1b]0;pwned\\x07'],
    ['clipboard (OSC 52, ST)', '\x1b]52;c;cm0gLXJm\x1b\\', '\\x1b]52;c;cm0gLXJm\\x1b\\'],
    ['device control string', '\x1bP$q"p\x1b\\', '\\x1bP$q"p\\x1b\\'],
    ['8-bit CSI', '\x9b31m', '\\x9b31m'],
    ['carriage return', 'safe\rEVIL', 'safe\\rEVIL'],
    ['backspace and NUL', 'a\x08b\0c', 'a\\x08b\\0c'],
    ['DEL', 'a\x7f', 'a\\x7f'],
    ['newline', 'a\nb', 'a\\nb'],
    ['reversed text', 'user\u202etxt.exe', 'user\\u202etxt.exe'],
    ['private-mode sequence that ends like a colour', '\x1b[?25m', '\\x1b[?25m'],
    ['a colour sequence without end', `\x1b[${'1;'.repeat(100)}m`, `\\x1b[${'1;'.repeat(100)}m`],
  ])('%s is shown, not obeyed', (_what, text, shown) => {
    expect(plain(text)).toBe(shown);
    expect(colored(text)).toBe(shown);
  });

  test('tabs, letters of any script and emoji stay', () => {
    const text = 'a\tb – ñ 漢字 🚀 \u{1f469}\u200d\u{1f4bb}';
    expect(plain(text)).toBe(text);
  });

  test('colours are kept, and reset at the end', () => {
    expect(colored('\x1b[31mred')).toBe('\x1b[31mred\x1b[0m');
  });

  test('colours are left out where there are none', () => {
    expect(plain('\x1b[1;31mred\x1b[0m!')).toBe('red!');
  });

  test('nothing that a terminal obeys is left of random bytes', () => {
    let seed = 42;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed;
    };
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.from(
        Array.from({ length: 60 }, () => [0x1b, 0x5b, random() % 256][random() % 3] ?? 0),
      );
      expect(plain(bytes.toString('utf8'))).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/);
    }
  });
});
