-- Rules that Prisma's schema cannot say; each has a test of its own in test/store/rules.test.ts.

-- Built-in definitions have no bureau and no campaign, and are unique all the same.
DROP INDEX "LedgerDefinition_orgId_campaignId_code_version_key";
CREATE UNIQUE INDEX "LedgerDefinition_orgId_campaignId_code_version_key"
  ON "LedgerDefinition" ("orgId", "campaignId", "code", "version") NULLS NOT DISTINCT;

-- One message goes to one address.
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_one_address"
  CHECK (num_nonnulls("personId", "groupId", "strangerId") = 1);

-- A file is at most 20 MB (sealing adds 28 bytes).
ALTER TABLE "FileObject" ADD CONSTRAINT "FileObject_size" CHECK ("size" <= 20971520);

-- Days are days.
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_due_day" CHECK ("dueOn" ~ '^\d{4}-\d{2}-\d{2}$');
ALTER TABLE "Obligation" ADD CONSTRAINT "Obligation_due_day" CHECK ("dueOn" ~ '^\d{4}-\d{2}-\d{2}$');

-- The audit trail is only ever added to.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;
CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
