-- AlterTable
ALTER TABLE "Assignment" ADD COLUMN     "internalDueOn" TEXT,
ADD COLUMN     "replannedOn" TEXT;

-- CreateTable
CREATE TABLE "Undertaking" (
    "id" TEXT NOT NULL,
    "campaignId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "no" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "measures" TEXT NOT NULL,
    "leadNames" TEXT[],
    "responsibleNames" TEXT[],
    "leadIds" TEXT[],
    "unitIds" TEXT[],
    "unmatched" TEXT[],
    "dueOn" TEXT,
    "recurrence" TEXT,
    "confirm" TEXT[],
    "sumUpId" TEXT,
    "itemKey" TEXT,
    "settledAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "Undertaking_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UndertakingClaim" (
    "undertakingId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "claimedById" TEXT NOT NULL,
    "claimedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UndertakingClaim_pkey" PRIMARY KEY ("undertakingId","unitId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Undertaking_campaignId_number_key" ON "Undertaking"("campaignId", "number");

-- CreateIndex
CREATE INDEX "UndertakingClaim_unitId_idx" ON "UndertakingClaim"("unitId");

-- AddForeignKey
ALTER TABLE "Undertaking" ADD CONSTRAINT "Undertaking_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UndertakingClaim" ADD CONSTRAINT "UndertakingClaim_undertakingId_fkey" FOREIGN KEY ("undertakingId") REFERENCES "Undertaking"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UndertakingClaim" ADD CONSTRAINT "UndertakingClaim_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
