/** The rows that `action` gives; when it fails, one row that says so, and the other figures are still measured. */
export async function attempt(what, action) {
  try {
    return await action();
  } catch (error) {
    console.error(error);
    return [{ what, unit: 'ms', samples: {}, against: 'pm2', limit: null, error: error.message }];
  }
}
