-- CreateIndex
CREATE INDEX "Delivery_personId_createdAt_idx" ON "Delivery"("personId", "createdAt");
