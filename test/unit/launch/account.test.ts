import { resolveUser } from '../../../packages/daemon/src/launch/account';
import { findLine, parseUser } from '../../../packages/daemon/src/launch/account-database';

const ROOT = 0;
const SOMEBODY = 1234;

test('nothing asked, nothing changed', async () => {
  expect(await resolveUser(null, null, SOMEBODY)).toEqual({ uid: null, gid: null, account: null });
});

test('a user brings its own group', async () => {
  const expected = { uid: 1, gid: 1, account: { name: 'daemon', uid: 1, gid: 1, home: expect.any(String) } };
  expect(await resolveUser('daemon', null, ROOT)).toEqual(expected);
  expect(await resolveUser(1, null, ROOT)).toEqual(expected);
});

test('a group by name or number', async () => {
  expect(await resolveUser('daemon', 'daemon', ROOT)).toMatchObject({ uid: 1, gid: 1 });
  expect(await resolveUser(null, 4321, ROOT)).toEqual({ uid: null, gid: 4321, account: null });
});

test('a number that nobody has needs a group', async () => {
  expect(await resolveUser(54321, 1, ROOT)).toMatchObject({ uid: 54321, gid: 1, account: null });
  await expect(resolveUser(54321, null, ROOT)).rejects.toMatchObject({ code: 'PMX_ERR_USER' });
});

test.each([
  ['nobody-of-this-name', null],
  [null, 'no-group-of-this-name'],
  ['-x', null],
])('user %s, group %s are named', async (user, group) => {
  await expect(resolveUser(user, group, ROOT)).rejects.toMatchObject({
    code: 'PMX_ERR_USER',
    message: expect.stringContaining(String(user ?? group)),
  });
});

test('only root may switch; to oneself anybody may', async () => {
  await expect(resolveUser('daemon', null, SOMEBODY)).rejects.toMatchObject({ code: 'PMX_ERR_USER' });
  await expect(resolveUser(null, 'daemon', SOMEBODY)).rejects.toMatchObject({ code: 'PMX_ERR_USER' });
  expect(await resolveUser(1, null, 1)).toEqual({ uid: null, gid: null, account: null });
});

test('lines of passwd, and of `id -P` on macOS', () => {
  expect(parseUser('www:x:33:34:a comment:/var/www:/bin/sh')).toEqual({
    name: 'www',
    uid: 33,
    gid: 34,
    home: '/var/www',
  });
  expect(parseUser('jo:********:501:20::0:0:Jo:/Users/jo:/bin/zsh')).toEqual({
    name: 'jo',
    uid: 501,
    gid: 20,
    home: '/Users/jo',
  });
  expect(parseUser('broken:x:1')).toBeNull();
});

test('a name is found before a number', () => {
  const text = 'a:x:5:\n5:x:6:\n';
  expect(findLine(text, '5')).toBe('5:x:6:');
  expect(findLine(text, 6)).toBe('5:x:6:');
  expect(findLine(text, 'b')).toBeNull();
});
