-- CreateTable
CREATE TABLE "BrowserBinding" (
    "personId" TEXT NOT NULL,
    "keyHash" TEXT NOT NULL,
    "boundAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BrowserBinding_pkey" PRIMARY KEY ("personId")
);

-- CreateIndex
CREATE UNIQUE INDEX "BrowserBinding_keyHash_key" ON "BrowserBinding"("keyHash");

-- AddForeignKey
ALTER TABLE "BrowserBinding" ADD CONSTRAINT "BrowserBinding_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
