// The main job run by itself, as the installer runs it on a machine without a screen.
#include <QSignalSpy>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/look/FirstLook.h"
#include "ui/view/Graphics.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;
using namespace bolus::test;

namespace {

struct Look {
    Desk desk;
    MainWindow window{desk.dialogs()};
    QString folder = desk.path("pictures");
    FirstLook look{window, folder};

    /// The exit code, or -1 when it does not end.
    int run(int timeoutMs = 20000) {
        look.setTimeout(timeoutMs);
        QSignalSpy finished(&look, &FirstLook::finished);
        window.resize(1200, 800);
        window.show();
        window.openLibrary(desk.library());
        look.start();
        return finished.wait(60000) ? finished[0][0].toInt() : -1;
    }
    QStringList pictures() const {
        return QDir(folder).entryList({"*.png"}, QDir::Files, QDir::Name);
    }
};

} // namespace

class FirstLookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyStepLeavesItsPicture() {
        Look look;
        look.desk.addCases();
        QCOMPARE(look.run(), 0);
        QCOMPARE(look.pictures(),
                 QStringList({"1-library.png", "2-case.png", "3-search.png", "4-found-beside.png",
                              "5-heatmap.png", "6-fine-tune.png"}));
        QCOMPARE(look.window.viewer().shownCase(), std::optional<std::int64_t>(2)); // most phases
        QCOMPARE(look.window.viewer().besideCase(), std::optional<std::int64_t>(1));
        QVERIFY(look.window.viewer().heatmapVisible());
        const QImage plain(look.folder + "/2-case.png"), heat(look.folder + "/5-heatmap.png");
        QCOMPARE(plain.size(), look.window.size());
        QVERIFY(plain != heat);
    }

    void anEmptyLibraryShowsOnlyTheFirstStart() {
        Look look;
        QCOMPARE(look.run(), 0);
        QCOMPARE(look.pictures(), QStringList({"1-library.png"}));
    }

    void aStepThatDoesNotComeIsAFailureButNotAnEnd() {
        Look look;
        look.desk.addCases();
        look.desk.useHelper("/no/such/bolusctl"); // no image search, no attention
        QCOMPARE(look.run(5000), 1);
        QCOMPARE(look.pictures().size(), 6);
    }

    void picturesThatCannotBeWrittenAreAFailure() {
        Look look;
        QFile inTheWay(look.folder);
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        QSignalSpy finished(&look.look, &FirstLook::finished);
        look.look.start();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished[0][0].toInt(), 1);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    FirstLookTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_first_look.moc"
