-- AlterTable
ALTER TABLE "ChatGroup" ADD COLUMN     "bot" TEXT NOT NULL DEFAULT 'default';

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "claimedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Delivery_platform_claimedAt_idx" ON "Delivery"("platform", "claimedAt");
