// Microsoft's JavaScript client of Graph works on the sandbox, which it never
// heard of: it pages, assigns, batches and gets typed errors.
//
//   licet sandbox serve --tls ca.pem
//   NODE_EXTRA_CA_CERTS=ca.pem node client.mjs https://127.0.0.1:PORT
import assert from 'node:assert/strict';
import { BatchRequestContent, BatchResponseContent, Client, PageIterator } from '@microsoft/microsoft-graph-client';

const root = new URL(process.argv[2]);
const client = Client.init({
  baseUrl: root.href,
  defaultVersion: 'v1.0',
  customHosts: new Set([root.hostname]),
  authProvider: (done) => done(null, 'any'),
});

// Pages: next links carry the address that was asked.
const people = [];
const first = await client.api('/users').select('id,userPrincipalName,usageLocation,assignedLicenses,licenseAssignmentStates').top(150).get();
await new PageIterator(client, first, (user) => { people.push(user); return true; }).iterate();
assert.equal(people.length, 1000);
assert.equal(new Set(people.map((user) => user.id)).size, 1000);

// An assignment takes a seat.
const seats = async () => (await client.api('/subscribedSkus').get()).value.find((sku) => sku.skuPartNumber === 'POWER_BI_PRO');
const { skuId, consumedUnits } = await seats();
const free = people.filter((user) => user.usageLocation && !user.assignedLicenses.length && !user.licenseAssignmentStates.length);
const assign = { addLicenses: [{ skuId, disabledPlans: [] }], removeLicenses: [] };
const remove = { addLicenses: [], removeLicenses: [skuId] };
await client.api(`/users/${free[0].id}/assignLicense`).post(assign);
assert.equal((await seats()).consumedUnits, consumedUnits + 1);

// Errors are typed.
await assert.rejects(client.api(`/users/${free[1].id}/assignLicense`).post(remove),
  (error) => error.statusCode === 400 && error.code === 'Request_BadRequest' && /corresponding license/.test(error.message));
await assert.rejects(client.api('/users/nobody@contoso.com').get(), (error) => error.statusCode === 404);

// A batch, each step after the one before it.
const step = (id, user, body) => ({
  id,
  dependsOn: id === '1' ? undefined : [String(Number(id) - 1)],
  request: new Request(`${root.href}users/${user.id}/assignLicense`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }),
});
const content = new BatchRequestContent([step('1', free[1], assign), step('2', free[1], remove), step('3', free[2], remove), step('4', free[2], assign)]);
const answers = new BatchResponseContent(await client.api('/$batch').post(await content.getContent()));
assert.deepEqual(['1', '2', '3', '4'].map((id) => answers.getResponseById(id).status), [200, 200, 400, 424]);

console.log(`${people.length} users, an assignment, two errors and a batch: as the client expects of Graph`);
