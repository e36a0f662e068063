// A job that prepares the database. When it fails, the web servers are not started.
const ask = require('./db-client');

ask('SET schema 7').then((schema) => console.log(`The schema is at version ${schema}.`));
