// What is painted on a screen, against sums by hand.
#include <vector>

#include <QtTest>

#include <vtkImageData.h>
#include <vtkNew.h>

#include "viewer/ScreenPainter.h"

using namespace bolus;

namespace {

constexpr std::uint32_t black = 0xff000000;

std::uint32_t grey(std::uint32_t value) {
    return black | value * 0x010101U;
}

/// A screen of its own, with a grey that is none of a picture's.
struct Page {
    Page(int width, int height, const ScreenCorner& corner)
        : pixels(static_cast<std::size_t>(width * height), grey(7)),
          painter({pixels.data(), width, height}, corner), columns(width) {}
    std::uint32_t at(int x, int y) const {
        return pixels[static_cast<std::size_t>(y * columns + x)];
    }
    std::vector<std::uint32_t> pixels;
    ScreenPainter painter;
    int columns;
};

template<typename Value>
void fill(vtkImageData& image, int type, int columns, int rows, int channels,
          const std::vector<Value>& values) {
    image.SetDimensions(columns, rows, 1);
    image.AllocateScalars(type, channels);
    std::copy(values.begin(), values.end(), static_cast<Value*>(image.GetScalarPointer()));
}

constexpr Window wide{255, 127.5}; // a grey is its value

} // namespace

class ScreenPainterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesLieFromBelowWithWholeEdgesAndNothingAround() {
        vtkNew<vtkImageData> image; // 2 × 2 pixels of 2 mm, from (-1, -1) to (3, 3) mm
        fill<short>(*image, VTK_SHORT, 2, 2, 1, {10, 20, 30, 40});
        image->SetSpacing(2, 2, 1);
        Page page(6, 6, {-1.5, 3.5, 1}); // one pixel more on each side
        page.painter.clear();
        page.painter.paintValues(*image, wide, false, false);
        const std::vector<std::uint32_t> rows[] = {
            {black, black, black, black, black, black},
            {black, grey(30), grey(30), grey(40), grey(40), black},
            {black, grey(30), grey(30), grey(40), grey(40), black},
            {black, grey(10), grey(10), grey(20), grey(20), black},
            {black, grey(10), grey(10), grey(20), grey(20), black},
            {black, black, black, black, black, black}};
        for (int y = 0; y < 6; ++y) {
            for (int x = 0; x < 6; ++x) {
                QCOMPARE(page.at(x, y), rows[y][static_cast<std::size_t>(x)]);
            }
        }
    }

    void smoothIsBilinearBetweenMiddles() {
        vtkNew<vtkImageData> image;
        fill<short>(*image, VTK_SHORT, 2, 2, 1, {0, 100, 200, 40});
        image->SetSpacing(4, 4, 1);
        Page page(8, 8, {-1.5, 5.5, 1});
        page.painter.paintValues(*image, wide, false, true);
        // The middles lie at 0 and 4 mm: the screen's pixel 1 at -0.5, 2 at 0.5, 3 at 1.5 mm.
        QCOMPARE(page.at(0, 7), grey(0)); // beyond the outermost middles nothing changes
        QCOMPARE(page.at(7, 0), grey(40));
        QCOMPARE(page.at(2, 7), grey(13)); // 100 / 8
        QCOMPARE(page.at(3, 7), grey(38)); // 100 · 3 / 8
        // Across 3/8, up 5/8: 0.375 (0.375 · 100) + 0.625 (0.625 · 200 + 0.375 · 40)
        QCOMPARE(page.at(3, 3), grey(102)); // 101.56
        Page squares(8, 8, {-1.5, 5.5, 1});
        squares.painter.paintValues(*image, wide, false, false);
        QCOMPARE(squares.at(3, 3), grey(200));
    }

    void aWindowClampsRoundsAndTurns_data() {
        QTest::addColumn<bool>("inverted");
        QTest::newRow("black is low") << false;
        QTest::newRow("white is low") << true;
    }
    void aWindowClampsRoundsAndTurns() {
        QFETCH(const bool, inverted);
        vtkNew<vtkImageData> image;
        // At and beyond the ends of 400 about 40, and 255 · (50 + 160) / 400 = 133.9
        fill<float>(*image, VTK_FLOAT, 6, 1, 1, {-160, -1e30F, 240, 1e30F, 50, std::nanf("")});
        Page page(6, 1, {0, 0, 1});
        page.painter.paintValues(*image, {400, 40}, inverted, true);
        const std::uint32_t expected[] = {0, 0, 255, 255, 134, 0};
        for (int x = 0; x < 6; ++x) {
            QCOMPARE(page.at(x, 0), grey(inverted ? 255 - expected[x] : expected[x]));
        }
    }

    void coloursLieOverThePicture() {
        vtkNew<vtkImageData> image;
        fill<unsigned char>(*image, VTK_UNSIGNED_CHAR, 3, 1, 4,
                            {255, 0, 0, 255, 0, 100, 200, 128, 9, 9, 9, 0});
        Page page(4, 1, {0, 0, 1});
        page.painter.paintColors(*image, false);
        QCOMPARE(page.at(0, 0), 0xffff0000U);
        QCOMPARE(page.at(1, 0), 0xff033668U); // (7 · 127 + c · 128) / 255: 3.5, 53.7, 103.9
        QCOMPARE(page.at(2, 0), grey(7));     // nothing
        QCOMPARE(page.at(3, 0), grey(7));     // beyond it
    }

    void linesAreOnePixelWideAndEndAtTheScreen() {
        Page page(9, 7, {0, 6, 1}); // pixel (x, y) at (x, 6 - y) mm
        page.painter.paintLine({-1e6, 2.2}, {1e6, 2.2}, {255, 255, 255, 255});
        page.painter.paintLine({3, 3}, {3, 6}, {0, 0, 255, 255});
        page.painter.paintLine({8, 6}, {5, 3}, {255, 0, 0, 255});
        for (int y = 0; y < 7; ++y) {
            for (int x = 0; x < 9; ++x) {
                const bool slanting = x >= 5 && x <= 8 && y == 8 - x;
                QCOMPARE(page.at(x, y), y == 4             ? 0xffffffffU
                                        : x == 3 && y <= 3 ? 0xff0000ffU
                                        : slanting         ? 0xffff0000U
                                                           : grey(7));
            }
        }
        page.painter.paintLine({100, 100}, {200, 300}, {255, 0, 0, 255}); // beyond the screen
        page.painter.paintLine({2, 5}, {2, 5}, {0, 255, 0, 255});         // a point
        QCOMPARE(page.at(2, 1), 0xff00ff00U);
    }
};

QTEST_APPLESS_MAIN(ScreenPainterTest)
#include "test_screen_painter.moc"
