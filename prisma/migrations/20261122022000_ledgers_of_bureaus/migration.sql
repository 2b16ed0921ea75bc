-- A campaign has no definitions of its own: nothing ever wrote one. A bureau's own ledgers are laid over the built-in ones.
ALTER TABLE "LedgerDefinition" DROP CONSTRAINT "LedgerDefinition_campaignId_fkey";

DROP INDEX "LedgerDefinition_orgId_campaignId_code_version_key";

ALTER TABLE "LedgerDefinition" DROP COLUMN "campaignId",
ALTER COLUMN "orgId" SET NOT NULL;

CREATE UNIQUE INDEX "LedgerDefinition_orgId_code_version_key" ON "LedgerDefinition"("orgId", "code", "version");
