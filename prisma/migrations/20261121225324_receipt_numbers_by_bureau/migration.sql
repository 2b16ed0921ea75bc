-- DropIndex
DROP INDEX "Submission_receiptNumber_key";

-- AlterTable
ALTER TABLE "Submission" ADD COLUMN     "orgId" TEXT;

-- Receipts were counted by the bureau that runs the campaign.
UPDATE "Submission" s SET "orgId" = c."orgId"
FROM "Assignment" a JOIN "Obligation" o ON o."id" = a."obligationId" JOIN "Campaign" c ON c."id" = o."campaignId"
WHERE a."id" = s."assignmentId";

ALTER TABLE "Submission" ALTER COLUMN "orgId" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "Submission_orgId_receiptNumber_key" ON "Submission"("orgId", "receiptNumber");
