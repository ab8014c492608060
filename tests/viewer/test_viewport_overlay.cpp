// What is written over a picture leaves room for what else is: by the pixels that are painted.
#include <cmath>

#include <QApplication>
#include <QtTest>

#include "ui/view/ViewportOverlay.h"

using namespace bolus;

namespace {

QImage painted(const OverlayModel& model, const QSize& size, const char* over = "#000") {
    QWidget behind;
    behind.setStyleSheet(QStringLiteral("background:%1").arg(QLatin1String(over)));
    behind.resize(size);
    ViewportOverlay overlay(&behind);
    overlay.resize(size);
    overlay.setModel(model);
    return behind.grab().toImage().convertToFormat(QImage::Format_RGB32);
}

/// Whether all that one picture has of writing is there in the other, untouched.
bool keeps(const QImage& with, const QImage& alone) {
    const QRect frame = alone.rect().adjusted(2, 2, -2, -2); // the active picture's
    int marks = 0;
    for (int y = frame.top(); y <= frame.bottom(); ++y) {
        for (int x = frame.left(); x <= frame.right(); ++x) {
            const QRgb pixel = alone.pixel(x, y);
            if (pixel != qRgb(0, 0, 0)) {
                ++marks;
                if (with.pixel(x, y) != pixel) {
                    return false;
                }
            }
        }
    }
    return marks > 20;
}

/// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(QRgb pixel) {
    const auto linear = [](int channel) {
        const double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(qRed(pixel)) + 0.7152 * linear(qGreen(pixel)) +
           0.0722 * linear(qBlue(pixel));
}

double contrast(QRgb one, QRgb other) {
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

OverlayModel values(const QString& colour) {
    OverlayModel model;
    model.bottomLeft = {"Mouse: −94 HU, colour −12 HU", "L 123.4, P 145.6, H 120.0 mm",
                        "Crosshair: −94 HU, colour " + colour + " HU"};
    model.bottomRight = {"Abdomen", "W 400 L 40"};
    return model;
}

HeatLegend bar(const QString& label) {
    HeatLegend legend;
    legend.bar = QImage(1, 256, QImage::Format_RGB32);
    legend.bar.fill(QColor(200, 30, 30));
    legend.label = label;
    legend.low = "−150 HU";
    legend.high = "+150 HU";
    return legend;
}

HeatLegend name(int i) {
    HeatLegend legend;
    legend.bar = QImage(1, 1, QImage::Format_RGB32);
    legend.bar.fill(QColor(30, 200, 30));
    legend.label = QStringLiteral("Vertebra number %1").arg(i);
    return legend;
}

OverlayModel letters() {
    OverlayModel model;
    model.edges = {"RAH", "LPF", "AH", "PF"};
    return model;
}

} // namespace

class ViewportOverlayTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesAreNotCut_data() {
        QTest::addColumn<int>("width");
        for (const int width : {180, 260, 340, 360, 420, 640}) {
            QTest::addRow("%d pixels", width) << width;
        }
    }
    void valuesAreNotCut() { // what is cut could not tell one number from another
        QFETCH(int, width);
        OverlayModel one = values("−1"), other = values("−2");
        for (OverlayModel* each : {&one, &other}) {
            each->barMm = 50;
            each->barPixels = width / 4.0;
        }
        QVERIFY(painted(one, {width, 300}) != painted(other, {width, 300}));
        OverlayModel placed, registered;
        placed.topRight = registered.topRight = {"Doe Jane", "P7 · F · 61"};
        placed.marks = {"Portal venous over Arterial, by position"};
        registered.marks = {"Portal venous over Arterial, by positiom"};
        QVERIFY(painted(placed, {width, 300}) != painted(registered, {width, 300}));
    }

    void theNameKeepsClearOfTheChips() {
        OverlayModel model;
        model.topRight = {"Phantom 0003", "PHANTOM-7-0003 · F · 048Y"};
        const auto isWrittenBeside = [&model](int chipRight) {
            model.chipRight = chipRight;
            const QImage image = painted(model, {420, 420});
            for (int y = 3; y < ViewportOverlay::topLeftStart - 4; ++y) {
                for (int x = 210; x < 417; ++x) {
                    if (qGray(image.pixel(x, y)) > 60) {
                        return true;
                    }
                }
            }
            return false;
        };
        QVERIFY(isWrittenBeside(120));
        QVERIFY(!isWrittenBeside(290)); // two chips, to where the second line begins
    }

    void valuesLeaveTheScaleBarAlone_data() { valuesAreNotCut_data(); }
    void valuesLeaveTheScaleBarAlone() {
        QFETCH(int, width);
        OverlayModel alone;
        alone.barMm = 50;
        alone.barPixels = width / 4.0;
        OverlayModel with = values("−123");
        with.barMm = alone.barMm;
        with.barPixels = alone.barPixels;
        const bool hasBar = width >= 348;
        QCOMPARE(keeps(painted(with, {width, 300}), painted(alone, {width, 300})), hasBar);
    }

    void textsAreReadOverWhite_data() {
        QTest::addColumn<OverlayModel>("model");
        const auto add = [](const char* name, auto member) {
            OverlayModel model;
            model.*member = QStringList("MIRRORED, inverted");
            QTest::newRow(name) << model;
        };
        add("top left", &OverlayModel::topLeft);
        add("top right", &OverlayModel::topRight);
        add("bottom left", &OverlayModel::bottomLeft);
        add("bottom right", &OverlayModel::bottomRight);
        add("marks", &OverlayModel::marks);
        OverlayModel scale;
        scale.barMm = 50;
        scale.barPixels = 120;
        QTest::newRow("letters") << letters();
        QTest::newRow("scale") << scale;
    }
    /// Around each pixel of the writing's own colour the darkest is dark enough, and to its sides
    /// nothing of the white ground comes near.
    void textsAreReadOverWhite() {
        QFETCH(OverlayModel, model);
        const QImage black = painted(model, {420, 300});
        const QImage white = painted(model, {420, 300}, "#fff");
        int written = 0;
        for (int y = 4; y < 296; ++y) {
            for (int x = 4; x < 416; ++x) {
                if (luminance(black.pixel(x, y)) < 0.5) {
                    continue;
                }
                ++written;
                QRgb darkest = white.pixel(x, y);
                for (int dy = -4; dy <= 4; ++dy) { // strokes meet in spots of a few pixels
                    for (int dx = -4; dx <= 4; ++dx) {
                        const QRgb near = white.pixel(x + dx, y + dy);
                        const bool beside = dy == 0 && std::abs(dx) <= 3; // a rim is thinner
                        QVERIFY(!beside || near != qRgb(255, 255, 255));
                        darkest = luminance(near) < luminance(darkest) ? near : darkest;
                    }
                }
                QVERIFY(contrast(white.pixel(x, y), darkest) > 4.5);
            }
        }
        QVERIFY(written > 20);
    }

    void legendsLeaveTheLettersAlone_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("bars");
        QTest::addColumn<int>("names");
        for (const int height : {150, 240, 500}) {
            for (const int count : {1, 2, 3}) {
                QTest::addRow("%d bars, %d high", count, height) << 360 << height << count << 0;
            }
            QTest::addRow("names, %d high", height) << 360 << height << 0 << 40;
            QTest::addRow("narrow, %d high", height) << 200 << height << 1 << 5;
        }
    }
    void legendsLeaveTheLettersAlone() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, bars);
        QFETCH(int, names);
        OverlayModel with = letters();
        for (int i = 0; i < bars; ++i) {
            with.layerLegends.push_back(bar("Portal venous"));
        }
        for (int i = 0; i < names; ++i) {
            with.layerLegends.push_back(name(i));
        }
        OverlayModel right; // the letter there
        right.edges[1] = with.edges[1];
        QVERIFY(keeps(painted(with, {width, height}), painted(right, {width, height})));
    }
};

QTEST_MAIN(ViewportOverlayTest)
#include "test_viewport_overlay.moc"
