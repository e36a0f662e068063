import { specOf } from './support';

const files = (raw: Record<string, unknown>): (string | null)[] => {
  const { outFile, errorFile, combinedFile } = specOf(raw).logs;
  return [outFile, errorFile, combinedFile];
};

const out = '/home/ann/.pmx/logs/api-out.log';
const err = '/home/ann/.pmx/logs/api-error.log';

const cases: [raw: Record<string, unknown>, files: (string | null)[]][] = [
  [{}, [out, err, null]],
  [{ out_file: 'o.log', error_file: '/var/log/e.log' }, ['/srv/shop/o.log', '/var/log/e.log', null]],
  [{ out_file: 'o.log', cwd: 'web' }, ['/srv/shop/web/o.log', err, null]],
  [{ out_file: '~/o.log' }, ['/home/ann/o.log', err, null]],
  [{ out_file: 'NULL' }, [null, err, null]],
  [{ out_file: '/dev/null', error_file: false }, [null, null, null]],
  [{ out_file: null }, [null, err, null]],
  [{ out_file: undefined }, [out, err, null]],
  [{ out_file: true, log_file: true }, [out, err, '/home/ann/.pmx/logs/api.log']],
  [{ log: 'all.log' }, [out, err, '/srv/shop/all.log']],
  [{ output: 'o.log', err: 'e.log' }, ['/srv/shop/o.log', '/srv/shop/e.log', null]],
  [{ disable_logs: true, log_file: 'all.log' }, [null, null, null]],
];

test.each(cases)('%j', (raw, expected) => {
  expect(files(raw)).toEqual(expected);
});

const formats: [raw: Record<string, unknown>, format: string | null][] = [
  [{ time: true }, 'YYYY-MM-DDTHH:mm:ss'],
  [{ time: false }, null],
  [{ time: true, log_date_format: 'HH:mm' }, 'HH:mm'],
  [{ log_date_format: '' }, null],
  [{ log_date_format: false }, null],
];

test.each(formats)('the date format of %j is %j', (raw, format) => {
  expect(specOf(raw).logs.dateFormat).toBe(format);
});

test('rotation and the rest', () => {
  const raw = {
    merge_logs: true,
    log_type: 'JSON',
    max_log_size: 0,
    log_keep: '3',
    log_compress: false,
    log_total_size: '1GiB',
  };
  expect(specOf(raw).logs).toMatchObject({
    merge: true,
    type: 'json',
    rotation: { maxSize: 0, keep: 3, compress: false, totalSize: 1_073_741_824 },
  });
});
