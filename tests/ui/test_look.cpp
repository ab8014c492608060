// Dark and light: what is written is legible in both, and switching needs no restart.
#include <cmath>

#include <QDialog>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSpinBox>
#include <QTextBrowser>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/prefs/LookPage.h"
#include "ui/prefs/Preferences.h"
#include "ui/style/Theme.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// Relative luminance and contrast ratio of WCAG 2.1.
double luminance(const QColor& color) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double one = luminance(a), other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

using Linear = std::array<double, 3>;

/// As an eye without one kind of cone sees it: Viénot, Brettel and Mollon, "Digital video
/// colourmaps for checking the legibility of displays by dichromats", 1999.
Linear seenBy(const QColor& color, bool redBlind) {
    const auto linear = [](double c) { return std::pow(c, 2.2); };
    const double r = linear(color.redF()), g = linear(color.greenF()), b = linear(color.blueF());
    const double l = 17.8824 * r + 43.5161 * g + 4.11935 * b,
                 m = 3.45565 * r + 27.1554 * g + 3.86714 * b,
                 s = 0.0299566 * r + 0.184309 * g + 1.46709 * b;
    const double l2 = redBlind ? 2.02344 * m - 2.52581 * s : l,
                 m2 = redBlind ? m : 0.494207 * l + 1.24827 * s;
    return {0.0809444479 * l2 - 0.130504409 * m2 + 0.116721066 * s,
            -0.0102485335 * l2 + 0.0540193266 * m2 - 0.113614708 * s,
            -0.000365296938 * l2 - 0.00412161469 * m2 + 0.693511405 * s};
}

/// The colour difference of CIE 1976; about 2.3 is just seen.
double difference(const Linear& one, const Linear& other) {
    const auto lab = [](const Linear& c) {
        const auto f = [](double t) {
            t = std::max(t, 0.0);
            return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116;
        };
        const double x = f((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505),
                     y = f(0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]),
                     z = f((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.089);
        return Linear{116 * y - 16, 500 * (x - y), 200 * (y - z)};
    };
    const Linear a = lab(one), b = lab(other);
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

QColor middleOf(QWidget& widget) {
    const QImage picture = widget.grab().toImage();
    return picture.pixelColor(picture.width() / 2, picture.height() - 4);
}

/// Of the pixels.
double lightShare(QWidget& widget) {
    const QImage picture = widget.grab().toImage();
    qint64 light = 0, all = 0;
    for (int y = 0; y < picture.height(); y += 2)
        for (int x = 0; x < picture.width(); x += 2, ++all)
            light += picture.pixelColor(x, y).lightness() > 180;
    return double(light) / double(std::max<qint64>(1, all));
}

const std::array bothSchemes{theme::Scheme::Dark, theme::Scheme::Light};

} // namespace

class LookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { theme::setLook({}); }

    void contrastIsThatOfKnownPairs() {
        QCOMPARE(contrast(Qt::white, Qt::black), 21.0);
        QVERIFY(std::abs(contrast(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
    }

    void textsAreLegibleOnEveryGround() {
        for (const theme::Scheme scheme : bothSchemes) {
            const theme::Colors& c = theme::colorsOf(scheme);
            const std::pair<const char*, QColor> texts[] = {
                {"text", c.text}, {"secondary", c.secondaryText}, {"accent", c.accent},
                {"good", c.good}, {"warning", c.warning},         {"bad", c.bad}};
            const std::pair<const char*, QColor> grounds[] = {
                {"ground", c.ground},     {"panel", c.panel}, {"raised", c.raised},
                {"field", c.field},       {"menu", c.menu},   {"chosen", c.chosenRow},
                {"hovered", c.hoveredRow}};
            for (const auto& [text, ink] : texts)
                for (const auto& [ground, paper] : grounds)
                    QVERIFY2(contrast(ink, paper) >= 4.5,
                             qPrintable(QString("%1 on %2, scheme %3: %4")
                                            .arg(text, ground)
                                            .arg(int(scheme))
                                            .arg(contrast(ink, paper))));
            QVERIFY(contrast(c.text, c.selection) >= 4.5);
            QVERIFY(contrast(Qt::white, c.primary) >= 4.5);
            QVERIFY(contrast(Qt::white, c.primaryHover) >= 4.5);
            QVERIFY(contrast(c.disabledText, c.panel) >= 3);
        }
    }

    void curvesStandOutFromTheirGround() {
        for (const theme::Scheme scheme : bothSchemes)
            for (const QColor& curve : theme::colorsOf(scheme).curves)
                QVERIFY2(contrast(curve, theme::colorsOf(scheme).ground) >= 3,
                         qPrintable(curve.name()));
    }

    void colourBlindnessIsSimulatedRight() {
        // Red and green of one brightness fall together, grey and blue stay what they are.
        const QColor grey(128, 128, 128);
        for (const bool redBlind : {true, false}) {
            const Linear seen = seenBy(grey, redBlind);
            QVERIFY(std::abs(seen[0] - seen[1]) < 0.01 && std::abs(seen[1] - seen[2]) < 0.01);
            const Linear red = seenBy(QColor(255, 0, 0), redBlind);
            QVERIFY(std::abs(red[0] - red[1]) < 0.01); // no red or green is left in it
        }
    }

    void curvesAreToldApartByColourBlindEyesToo() {
        constexpr double clear = 15; // six times what is just seen
        for (const theme::Scheme scheme : bothSchemes) {
            const auto& curves = theme::colorsOf(scheme).curves;
            for (std::size_t i = 0; i < curves.size(); ++i)
                for (std::size_t j = i + 1; j < curves.size(); ++j)
                    for (const bool redBlind : {true, false}) {
                        const double apart =
                            difference(seenBy(curves[i], redBlind), seenBy(curves[j], redBlind));
                        QVERIFY2(apart >= clear,
                                 qPrintable(QString("%1 and %2: %3")
                                                .arg(curves[i].name(), curves[j].name())
                                                .arg(apart)));
                    }
        }
    }

    void theSheetNamesOnlyColoursThatThereAre() {
        Desk desk;
        for (const theme::Scheme scheme : bothSchemes) {
            theme::setLook({scheme, 100});
            const QString sheet = qApp->styleSheet();
            QVERIFY(sheet.size() > 1000);
            QVERIFY2(!sheet.contains('@'), qPrintable(sheet.mid(sheet.indexOf('@'), 40)));
            const QRegularExpression picture("url\\((:[^)]+)\\)");
            for (auto at = picture.globalMatch(sheet); at.hasNext();) {
                const QString name = at.next().captured(1);
                QVERIFY2(QFile::exists(name), qPrintable(name));
            }
        }
    }

    void theWindowTurnsLightAtOnceAndThePicturesStayBlack() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(2);
        QVERIFY(shown.wait(20000));
        auto* report = child<QTextBrowser>(*window, "reportText");
        QTRY_VERIFY(report->toPlainText().contains("segment VI"));
        QVERIFY(
            report->toHtml().contains(theme::colorsOf(theme::Scheme::Dark).secondaryText.name()));
        QTest::keyClick(window.get(), Qt::Key_Comma, Qt::ControlModifier);
        auto* preferences = child<QWidget>(*window, "preferences");
        QVERIFY(preferences->isVisible());
        QTest::mouseClick(child<QRadioButton>(*preferences, "lookLight"), Qt::LeftButton, {},
                          QPoint(8, 8));
        const theme::Colors& light = theme::colorsOf(theme::Scheme::Light);
        QCOMPARE(theme::text, light.text);
        QTRY_COMPARE(middleOf(*report), light.ground);
        QVERIFY(report->toHtml().contains(light.secondaryText.name()));
        QVERIFY(
            !report->toHtml().contains(theme::colorsOf(theme::Scheme::Dark).secondaryText.name()));
        SliceViewport* view = window->viewer().viewports().front();
        const QImage picture = view->picture();
        QVERIFY(picture.pixelColor(picture.width() / 2, 3).lightness() < 30);
        test::picture(*window, "light");
        test::picture(*preferences, "preferences-light");
        QCOMPARE(QSettings().value("look/scheme").toString(), QString("light"));
        QTest::mouseClick(child<QRadioButton>(*preferences, "lookDark"), Qt::LeftButton, {},
                          QPoint(8, 8));
        QTRY_COMPARE(middleOf(*report), theme::colorsOf(theme::Scheme::Dark).ground);
    }

    // A panel that keeps colours of its own stays dark.
    void everyDialogTurnsLight() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(2);
        QVERIFY(shown.wait(20000));
        for (auto* dock : window->findChildren<QDockWidget*>())
            dock->show();
        window->showTraining();
        window->showModels();
        for (const char* dialog : {"arrangeCase", "preferences", "shortcuts", "about"})
            child<QAction>(*window, dialog)->trigger();
        theme::setLook({theme::Scheme::Light, 100});
        int seen = 0;
        for (QDialog* dialog : window->findChildren<QDialog*>()) {
            if (!dialog->isVisible())
                continue;
            test::picture(*dialog, "light-" + dialog->objectName());
            QVERIFY2(lightShare(*dialog) > 0.7, qPrintable(dialog->objectName()));
            ++seen;
        }
        for (auto* dock : window->findChildren<QDockWidget*>()) {
            test::picture(*dock, "light-" + dock->objectName());
            QVERIFY2(lightShare(*dock) > 0.6, qPrintable(dock->objectName()));
        }
        QVERIFY(seen >= 5);
    }

    void textsGrowAtOnce() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        auto* count = child<QLabel>(*window, "caseCount");
        const int before = QFontMetrics(count->font()).height();
        Preferences preferences(window->keys());
        preferences.showPage(Preferences::Page::Look);
        QVERIFY(QTest::qWaitForWindowActive(&preferences));
        auto* size = child<QSpinBox>(preferences, "textSize");
        size->setFocus();
        size->selectAll();
        QTest::keyClicks(size, "150");
        QTest::keyClick(size, Qt::Key_Tab);
        QCOMPARE(QSettings().value("look/text").toInt(), 150);
        QTRY_VERIFY(QFontMetrics(count->font()).height() > 1.3 * before);
        QVERIFY(qApp->styleSheet().contains("font-size: 16.5pt")); // 11 of the sheet
        test::picture(*window, "large-text");
    }

    void whatIsStoredAndCannotBeIsTakenAsNearAsMayBe() {
        Desk desk;
        QSettings().setValue("look/scheme", "purple");
        QSettings().setValue("look/text", 4000);
        QCOMPARE(theme::look(), (theme::Look{theme::Scheme::Dark, theme::largestText}));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    LookTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_look.moc"
