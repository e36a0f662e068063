export { VERSION } from '@pmx/client';
