-- CreateTable
CREATE TABLE "Evidence" (
    "id" TEXT NOT NULL,
    "assignmentId" TEXT NOT NULL,
    "materialKey" TEXT NOT NULL,
    "rowKey" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "attachedById" TEXT NOT NULL,
    "attachedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Evidence_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Evidence_assignmentId_materialKey_rowKey_field_name_key" ON "Evidence"("assignmentId", "materialKey", "rowKey", "field", "name");

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "Assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
