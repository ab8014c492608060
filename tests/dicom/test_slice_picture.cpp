// The small picture of a slice that stands for a case in lists.
#include <QTemporaryDir>
#include <QtTest>

#include "TestFiles.h"
#include "app/reader/SlicePicture.h"

using namespace bolus;
using namespace bolus::test;

class SlicePictureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void greys_data() {
        QTest::addColumn<QByteArray>("photometric");
        QTest::addColumn<int>("left");
        QTest::addColumn<int>("right");
        QTest::newRow("low values dark") << QByteArray("MONOCHROME2") << 0 << 255;
        QTest::newRow("low values bright") << QByteArray("MONOCHROME1") << 255 << 0;
    }

    /// Left half -1000 HU, right half 1000 HU, but for a row of padding.
    void greys() {
        QFETCH(QByteArray, photometric);
        QFETCH(int, left);
        QFETCH(int, right);
        const QTemporaryDir folder;
        SliceSpec spec{.rows = 16, .columns = 16};
        for (int i = 0; i < 16 * 16; ++i) {
            const int value = i % 16 < 8 ? 24 : 2024;
            spec.pixels.push_back(static_cast<Uint16>(i < 16 ? 0 : value));
        }
        writeSlice(folder.filePath("slice"), spec, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
            data.putAndInsertString(DCM_PhotometricInterpretation, photometric);
            data.putAndInsertString(DCM_PixelSpacing, "1\\1");
            data.putAndInsertUint16(DCM_PixelPaddingValue, 0);
        });
        const auto volumes = volumesOf(headersBelow(folder.path()));
        QCOMPARE(volumes.size(), std::size_t(1));
        const auto picture = slicePicture(volumes[0], 16);
        QVERIFY2(picture, picture ? "" : picture.error().message.c_str());
        QCOMPARE(picture->width, 16);
        const auto at = [&](int column, int row) {
            return int(picture->pixels[static_cast<std::size_t>(row * 16 + column)]);
        };
        QCOMPARE(at(2, 8), left);
        QCOMPARE(at(13, 8), right);
        QCOMPARE(at(2, 0), 0);
        QCOMPARE(at(13, 0), 0);
    }
};

QTEST_GUILESS_MAIN(SlicePictureTest)
#include "test_slice_picture.moc"
