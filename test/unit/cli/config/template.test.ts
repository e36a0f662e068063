import { configTemplate, type TemplateFormat } from '../../../../packages/cli/src/config/template';
import { parseYaml } from '../../../../packages/cli/src/config/text';
import { fieldByKey } from '../../../../packages/supervision/src/spec-parser/fields';

const evaluate = (text: string): unknown => {
  const module = { exports: {} };
  new Function('module', text.replace('export default', 'module.exports ='))(module);
  return module.exports;
};

/** With all that is commented out taken in. */
const uncommented = (text: string): string => text.replace(/^(\s*)(?:\/\/|#) (\w+: .*)$/gm, '$1$2');

const read = (format: TemplateFormat, text: string): Promise<unknown> | unknown =>
  format === 'yaml' ? parseYaml(text, 'x.yaml') : evaluate(text);

describe.each<TemplateFormat>(['commonjs', 'esm', 'typescript', 'yaml'])('%s', (format) => {
  test('loads, with one app', async () => {
    for (const simple of [true, false]) {
      expect(await read(format, configTemplate(format, simple))).toMatchObject({
        apps: [{ name: 'app', script: './app.js' }],
      });
    }
  });

  test('loads with every field taken in, and each is a field of the spec', async () => {
    const body = uncommented(configTemplate(format, false)).replace(/^(Start it|All the fields).*\n/gm, '');
    const { apps } = (await read(format, body)) as { apps: Record<string, unknown>[] };
    const names = Object.keys(apps[0] ?? {});
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !/^env_/.test(name) && !fieldByKey(name))).toEqual([]);
  });
});
