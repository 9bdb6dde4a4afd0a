import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { AccountServicesApi, Configuration } from 'ctct-api-client';

/**
 * What a good engineer writes in an afternoon, and what the real functions are measured against: the vendor's own SDK,
 * the document client, one read after another, and a put for each item. It keeps what was true in each night; it does
 * not compare, announce, retry or pace.
 */
const secrets = new SecretsManagerClient({});
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

const TableName = process.env['TABLE_NAME'];

export async function handler({ account }: { account: string }) {
  const secret = await secrets.send(
    new GetSecretValueCommand({ SecretId: `constant-contact/${account}` }),
  );
  const { access_token: accessToken } = JSON.parse(secret.SecretString ?? '');
  const basePath = process.env['CONSTANT_CONTACT_API_URL'];
  const api = new AccountServicesApi(
    new Configuration({ accessToken, ...(basePath && { basePath }) }),
  );

  const summary = await api.getAccountDetails();
  const physicalAddress = await api.getAccountPhysicalAddress();
  const senders = await api.getAllAccountEmailAddresses();

  const pk = `ACCOUNT#${account}`;
  const checkedAt = new Date().toISOString();
  const items = [
    { pk, sk: `${checkedAt}#SUMMARY`, ...summary.data },
    { pk, sk: `${checkedAt}#PHYSICAL_ADDRESS`, ...physicalAddress.data },
    ...senders.data.map((sender) => ({
      pk,
      sk: `${checkedAt}#SENDER#${sender.email_address}`,
      ...sender,
    })),
  ];
  for (const Item of items) await documents.send(new PutCommand({ TableName, Item }));

  return { account, checkedAt, items: items.length };
}
