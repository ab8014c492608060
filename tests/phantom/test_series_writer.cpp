#include <fstream>

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/SeriesWriter.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;

namespace {

/// HU that name their own place: column + 3·row - 100·slice.
ShortImage::Pointer markedImage() {
    auto image = ShortImage::New();
    image->SetRegions(ShortImage::SizeType{{20, 12, 3}});
    const double spacing[]{0.75, 1.25, 5}, origin[]{-120.5, 33.25, 7};
    image->SetSpacing(spacing);
    image->SetOrigin(origin);
    image->Allocate();
    short* voxel = image->GetBufferPointer();
    for (int k = 0; k < 3; ++k) {
        for (int j = 0; j < 12; ++j) {
            for (int i = 0; i < 20; ++i) {
                *voxel++ = static_cast<short>(i + 3 * j - 100 * k);
            }
        }
    }
    return image;
}

SeriesHeader header() {
    SeriesHeader h;
    h.patientId = "P1";
    h.patientName = "Müller^Jörg";
    h.patientSex = "M";
    h.patientAge = "061Y";
    h.patientBirthDate = "19600101";
    h.studyUid = "2.25.11";
    h.seriesUid = "2.25.12";
    h.frameOfReferenceUid = "2.25.13";
    h.studyDate = "20210304";
    h.studyTime = "101500";
    h.acquisitionTime = "101935";
    h.seriesDescription = "LIVER ART 5.0 B30f";
    h.contrastAgent = "Ultravist 370";
    h.contrastStart = "101900";
    h.manufacturer = "Test";
    h.kernel = "B30f";
    h.sliceThickness = 5;
    return h;
}

QByteArray outputOf(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.waitForFinished();
    return process.readAll();
}

} // namespace

class SeriesWriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void dcmtkToolsReadIt() {
        QTemporaryDir folder;
        QVERIFY(writeCtSeries(folder.path().toStdString(), header(), *markedImage()));
        const QString file = folder.filePath("IM00002.dcm");
        QVERIFY(outputOf("dcmftest", {file}).startsWith("yes:"));
        const QByteArray dump = outputOf("dcmdump", {"-M", file});
        for (const char* expected :
             {"=LittleEndianExplicit", "=CTImageStorage", "[2.25.12.2]",
              "[ORIGINAL\\PRIMARY\\AXIAL]", "[-120.5\\33.25\\12]", "[1\\0\\0\\0\\1\\0]",
              "[1.25\\0.75]", "[-1024]", "[HU]", "[Ultravist 370]", "[101900]", "[HFS]",
              "[ISO_IR 192]", "[MONOCHROME2]"}) {
            QVERIFY2(dump.contains(expected), expected);
        }
        // Row 0 of slice 2 begins with -100, -99 HU: stored 924, 925.
        const QByteArray pixels = outputOf("dcmdump", {"+P", "PixelData", file});
        QVERIFY2(pixels.contains(" 039c\\039d\\039e"), pixels.left(200));
    }

    void bolusReadsItBack() {
        QTemporaryDir folder;
        QVERIFY(writeCtSeries(folder.path().toStdString(), header(), *markedImage()));
        std::vector<InstanceHeader> headers;
        for (int slice = 1; slice <= 3; ++slice) {
            const auto read =
                readHeader(folder.filePath(QString("IM0000%1.dcm").arg(slice)).toStdString());
            QVERIFY(read);
            headers.push_back(*read);
        }
        QCOMPARE(headers[0].patientName, std::string("Müller^Jörg"));
        const auto records = buildVolumes(headers);
        QCOMPARE(records.size(), std::size_t{1});
        QVERIFY(records[0].issues.empty());
        const auto volume = loadVolume(records[0]);
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string("HU"));
        QCOMPARE(volume->size(), (std::array<std::size_t, 3>{20, 12, 3}));
        QCOMPARE(volume->spacing(), (std::array<double, 3>{0.75, 1.25, 5}));
        QCOMPARE(volume->valueAt(0, 0, 0), 0.0);
        QCOMPARE(volume->valueAt(7, 11, 2), 7.0 + 33 - 200);
        QCOMPARE(volume->base().GetOrigin()[0], -120.5);
    }

    void valuesBeyondTwelveBitsAreHeldAtTheLimits() {
        auto image = markedImage();
        image->GetBufferPointer()[0] = -2000;
        image->GetBufferPointer()[1] = 20000;
        QTemporaryDir folder;
        QVERIFY(writeCtSeries(folder.path().toStdString(), header(), *image));
        const QByteArray pixels =
            outputOf("dcmdump", {"+P", "PixelData", folder.filePath("IM00001.dcm")});
        QVERIFY2(pixels.contains(" 0000\\0fff\\0402"), pixels.left(200));
    }

    void unwritableFolderIsASentence() {
        QTemporaryDir folder;
        std::ofstream(folder.filePath("file").toStdString()) << "in the way";
        const auto written =
            writeCtSeries(folder.filePath("file/series").toStdString(), header(), *markedImage());
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(!written.error().message.empty());
    }
};

QTEST_GUILESS_MAIN(SeriesWriterTest)
#include "test_series_writer.moc"
