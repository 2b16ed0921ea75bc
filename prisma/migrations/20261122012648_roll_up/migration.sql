-- AlterTable
ALTER TABLE "Assignment" ADD COLUMN     "upperId" TEXT;

-- AlterTable
ALTER TABLE "Campaign" ADD COLUMN     "upperId" TEXT;

-- AlterTable
ALTER TABLE "LedgerRow" ADD COLUMN     "sourceId" TEXT,
ADD COLUMN     "sourceUnit" TEXT;

-- AlterTable
ALTER TABLE "Obligation" ADD COLUMN     "upperId" TEXT;

-- AlterTable
ALTER TABLE "Unit" ADD COLUMN     "lowerOrgId" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Assignment_upperId_key" ON "Assignment"("upperId");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_orgId_upperId_key" ON "Campaign"("orgId", "upperId");

-- CreateIndex
CREATE INDEX "LedgerRow_sourceId_idx" ON "LedgerRow"("sourceId");

-- CreateIndex
CREATE INDEX "Obligation_upperId_idx" ON "Obligation"("upperId");

-- CreateIndex
CREATE UNIQUE INDEX "Unit_lowerOrgId_key" ON "Unit"("lowerOrgId");

-- AddForeignKey
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_lowerOrgId_fkey" FOREIGN KEY ("lowerOrgId") REFERENCES "Org"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_upperId_fkey" FOREIGN KEY ("upperId") REFERENCES "Campaign"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Obligation" ADD CONSTRAINT "Obligation_upperId_fkey" FOREIGN KEY ("upperId") REFERENCES "Obligation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_upperId_fkey" FOREIGN KEY ("upperId") REFERENCES "Assignment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LedgerRow" ADD CONSTRAINT "LedgerRow_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "LedgerRow"("id") ON DELETE SET NULL ON UPDATE CASCADE;
