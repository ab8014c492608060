// Import, fine-tuning and leaving: what runs long, seen from the window.
#include <algorithm>

#include <QDockWidget>
#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/jobs/JobRow.h"
#include "ui/train/ModelsDialog.h"
#include "ui/train/TrainAdvanced.h"
#include "ui/train/TrainChart.h"
#include "ui/train/TrainDialog.h"
#include "ui/view/Graphics.h"
#include "ui/window/LibraryController.h"

using namespace bolus;
using namespace bolus::test;

namespace {

void addCasesAndModel(Desk& desk) {
    desk.addCases();
    const auto library = Library::open(desk.library().toStdString());
    const auto file = (*library)->folder() / "models" / "base.safetensors";
    std::filesystem::create_directories(file.parent_path());
    QFile(QString::fromStdString(file.string())).open(QIODevice::WriteOnly);
    const ModelRow row{"base-1",
                       std::string(64, 'a'),
                       file,
                       "{}",
                       R"({"data":"Digital phantom exams","cases":240})",
                       true,
                       0};
    QVERIFY((*library)->addModel(row));
    QVERIFY((*library)->activateModel("base-1"));
}

/// The dialog with its cases read; null where they do not come.
TrainDialog* loadedTraining(MainWindow& window) {
    TrainDialog* dialog = window.showTraining();
    QSignalSpy loaded(dialog, &TrainDialog::loaded);
    return loaded.wait(10000) ? dialog : nullptr;
}

/// Types a name for the run over the one that is proposed; what then stands there.
QString nameRun(TrainDialog& dialog, const QString& typed) {
    auto* name = child<QLineEdit>(dialog, "trainName");
    name->selectAll();
    QTest::keyClicks(name, typed);
    return name->text();
}

} // namespace

class WindowJobsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void importTellsWhatCameAndWhatDidNot() {
        Desk desk;
        auto window = desk.open();
        desk.chosenPath = desk.path("scans");
        QDir().mkpath(desk.chosenPath);
        QTest::keyClick(window.get(), Qt::Key_I, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(desk.ran("\"embed\""), 10000); // follows by itself
        QTRY_VERIFY(window->bench().queue.isIdle());
        const QString said = child<QLabel>(*window, "messageSentence")->text();
        for (const char* part :
             {"7 new images", "1 was there already", "1 could not be read", "1 is not DICOM"})
            QVERIFY2(said.contains(part), qPrintable(said));
        QVERIFY(child<QDockWidget>(*window, "jobsDock")->isVisible());
        const auto shownDetails = [&] {
            const auto all = window->findChildren<QToolButton*>("jobDetails");
            const auto shown = std::find_if(all.begin(), all.end(),
                                            [](const auto* each) { return each->isVisible(); });
            return shown == all.end() ? nullptr : *shown;
        };
        QTRY_VERIFY(shownDetails()); // the row follows its job a moment later
        shownDetails()->click();
        auto* messages = child<QTreeWidget>(*window, "jobMessages");
        QCOMPARE(messages->topLevelItemCount(), 1);
        QVERIFY(messages->topLevelItem(0)->text(0).contains("cut off"));
        QCOMPARE(messages->topLevelItem(0)->text(1), QString("/scans/bad.dcm"));
        picture(*window, "import-done");
    }

    void jobsAndMeasurementsAreTabsThatTheirKeysBringToTheFront() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        window->resize(1280, 800);
        auto* jobs = child<QDockWidget>(*window, "jobsDock");
        auto* measures = child<QDockWidget>(*window, "measureDock");
        const auto isInFront = [](QDockWidget* dock) {
            return dock->isVisible() && !dock->visibleRegion().isEmpty();
        };
        QTest::keyClick(window.get(), Qt::Key_F4);
        QTRY_VERIFY(isInFront(jobs));
        QTest::keyClick(window.get(), Qt::Key_F5);
        QTRY_VERIFY(isInFront(measures) && !isInFront(jobs));
        QCOMPARE(window->tabifiedDockWidgets(jobs), QList<QDockWidget*>{measures});
        QTest::qWait(50);
        QTest::keyClick(window.get(), Qt::Key_F4); // open behind the other tab
        QTRY_VERIFY(isInFront(jobs) && !isInFront(measures));
        QVERIFY(jobs->toggleViewAction()->isChecked());
        QTest::qWait(50);
        QTest::keyClick(window.get(), Qt::Key_F4);
        QTRY_VERIFY(!jobs->isVisible() && isInFront(measures));
        QTest::qWait(50);
        QTest::keyClick(window.get(), Qt::Key_F5);
        QTRY_VERIFY(!measures->isVisible());
    }

    void aLongTitleIsReadWhole() {
        Desk desk;
        auto window = desk.open();
        Job job(QStringLiteral("Register the phases of Phantom, 0009, of 2020-11-19"), {},
                Job::Lane::Library);
        JobRow row(job);
        row.resize(560, 60);
        row.show();
        auto* title = child<QLabel>(row, "jobTitle");
        QVERIFY(QTest::qWaitForWindowExposed(&row));
        QVERIFY(title->height() >= title->heightForWidth(title->width()));
        QVERIFY(title->width() >= title->minimumSizeHint().width());
    }

    void verifyingTellsEachProblemAndWhatToDo() {
        Desk desk;
        auto window = desk.open();
        window->findChild<QAction*>("verifyLibrary")->trigger();
        auto* bar = child<QWidget>(*window, "messageBar");
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 10000);
        QVERIFY(desk.ran("\"verify\", \"--deep\""));
        QCOMPARE(bar->property("level").toString(), QString("warning"));
        QVERIFY(child<QLabel>(*window, "messageSentence")->text().contains("1 problem;"));
        const Job& job = *window->bench().queue.jobs().front();
        QCOMPARE(job.messages().size(), 1);
        QVERIFY(job.messages()[0].text.contains("Import it from where it is now"));
        QCOMPARE(job.messages()[0].path, QString("/scans/1.dcm"));
    }

    void importIsStoppedByItsButton() {
        Desk desk;
        auto window = desk.open();
        QDir().mkpath(desk.path("slow"));
        window->libraryController().importPaths({desk.path("slow")});
        QTRY_VERIFY_WITH_TIMEOUT(child<QLabel>(*window, "jobStatus")->text().contains("of 100"),
                                 10000);
        picture(*window, "import-running");
        QTest::mouseClick(child<QToolButton>(*window, "jobCancel"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window->bench().queue.isIdle(), 10000);
        QCOMPARE(window->bench().queue.jobs().front()->state(), JobState::Cancelled);
        QTRY_VERIFY(child<QLabel>(*window, "jobStatus")->text().contains("Stopped"));
    }

    void aFailedJobSaysWhyWithDetails() {
        Desk desk;
        auto window = desk.open();
        QDir().mkpath(desk.path("broken"));
        window->libraryController().importPaths({desk.path("broken")});
        auto* bar = child<QWidget>(*window, "messageBar");
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 10000);
        QCOMPARE(bar->property("level").toString(), QString("error"));
        QVERIFY(child<QLabel>(*window, "messageSentence")->text().contains("without an answer"));
    }

    void pathsThatAreNotThereAreNamed() {
        Desk desk;
        auto window = desk.open();
        window->libraryController().importPaths({"/no/such/folder"});
        QVERIFY(child<QLabel>(*window, "messageSentence")->text().contains("/no/such/folder"));
        QVERIFY(window->bench().queue.jobs().empty());
    }

    void quittingWithJobsAsksAndStopsThem() {
        Desk desk;
        auto window = desk.open();
        QDir().mkpath(desk.path("slow"));
        window->libraryController().importPaths({desk.path("slow")});
        QTRY_VERIFY_WITH_TIMEOUT(window->bench().queue.jobs().front()->done() > 0, 10000);
        desk.agree = false;
        window->close();
        QVERIFY(window->isVisible());
        QCOMPARE(desk.questions.size(), 1);
        QVERIFY(desk.questions.front().contains("1 job is still running"));
        desk.agree = true;
        window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), 10000);
        QCOMPARE(window->bench().queue.jobs().front()->state(), JobState::Cancelled);
    }

    void fineTuningIsPlottedLive() {
        Desk desk;
        addCasesAndModel(desk);
        auto window = desk.open();
        TrainDialog* dialog = loadedTraining(*window);
        QVERIFY(dialog);
        QCOMPARE(child<QListView>(*dialog, "trainCases")->model()->rowCount(), 2);
        QTest::mouseClick(child<QPushButton>(*dialog, "trainStart"), Qt::LeftButton);
        auto* chart = child<TrainChart>(*dialog, "trainChart");
        QTRY_COMPARE_WITH_TIMEOUT(chart->lossPoints(), 6, 10000);
        QCOMPARE(chart->recallPoints(), 2);
        auto* activate = child<QPushButton>(*dialog, "trainActivate");
        QTRY_VERIFY(activate->isEnabled());
        picture(*dialog, "fine-tune");
        QVERIFY(desk.ran("\"--library-cases\", \"1,2\""));
        QVERIFY(desk.ran("\"--base\", \"base-1\""));
        QTest::mouseClick(activate, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(desk.ran("\"activate\""), 10000);
        const auto embed =
            desk.commands().indexOf(QRegularExpression(".*\"embed\", \"--model\".*"));
        QVERIFY(embed >= 0); // first, so that no search sees half of the cases
        QVERIFY(embed < desk.commands().indexOf(QRegularExpression(".*\"activate\".*")));
        QTRY_VERIFY(window->bench().queue.isIdle());
    }

    void aStoppedFineTuningIsOfferedAgain() {
        Desk desk;
        addCasesAndModel(desk);
        auto window = desk.open();
        TrainDialog* dialog = loadedTraining(*window);
        QVERIFY(dialog);
        // A space and a slash cannot be in a file's name.
        QCOMPARE(nameRun(*dialog, "slow one/two"), QString("slowonetwo"));
        auto* resume = child<QPushButton>(*dialog, "trainResume");
        QVERIFY(!resume->isVisible());
        QTest::mouseClick(child<QPushButton>(*dialog, "trainStart"), Qt::LeftButton);
        auto* chart = child<TrainChart>(*dialog, "trainChart");
        QTRY_COMPARE_WITH_TIMEOUT(chart->lossPoints(), 6, 10000);
        QTRY_VERIFY(QFile::exists(desk.library() + "/training/slowonetwo.checkpoint"));
        QTest::mouseClick(child<QPushButton>(*dialog, "trainStop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(resume->isVisible(), 10000);
        QTest::mouseClick(resume, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(desk.commands().filter("\"train\"").size(), 2, 10000);
        QCOMPARE(desk.commands().filter("\"train\"")[0], desk.commands().filter("\"train\"")[1]);
    }

    void aFineTuningThatIsFinishedNowBecomesAModel() {
        Desk desk;
        addCasesAndModel(desk);
        auto window = desk.open();
        TrainDialog* dialog = loadedTraining(*window);
        QVERIFY(dialog);
        QCOMPARE(nameRun(*dialog, "slow"), QString("slow"));
        auto* finish = child<QPushButton>(*dialog, "trainFinish");
        QVERIFY(!finish->isEnabled());
        QTest::mouseClick(child<QPushButton>(*dialog, "trainStart"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(desk.library() + "/training/slow.checkpoint"),
                                 10000);
        QVERIFY(finish->isEnabled());
        picture(*dialog, "fine-tune-running");
        QTest::mouseClick(finish, Qt::LeftButton);
        QVERIFY(!finish->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(*dialog, "trainActivate")->isEnabled(), 10000);
        const QStringList runs = desk.commands().filter("\"train\"");
        QCOMPARE(runs.size(), 2);
        QVERIFY(!runs[0].contains("--finish-now"));
        QVERIFY(runs[1].contains("--finish-now"));
        QVERIFY(runs[1].contains("\"--library-cases\", \"1,2\"")); // or it is another run
        QCOMPARE(child<TrainChart>(*dialog, "trainChart")->lossPoints(), 6);
        QVERIFY(!child<QPushButton>(*dialog, "trainResume")->isVisible());
    }

    void lowRankChangesAreOfferedWhereThereAreCasesEnough() {
        Desk desk;
        addCasesAndModel(desk);
        auto window = desk.open();
        TrainDialog* dialog = loadedTraining(*window);
        QVERIFY(dialog);
        auto* lora = child<QCheckBox>(*dialog, "trainLora");
        QVERIFY(!lora->isVisible());
        QTest::mouseClick(child<QToolButton>(*dialog, "trainAdvanced"), Qt::LeftButton);
        QTRY_VERIFY(lora->isVisible());
        QVERIFY(!lora->isEnabled());
        QVERIFY(child<QLabel>(*dialog, "trainLoraNote")->text().contains("500"));
        picture(*dialog, "fine-tune-advanced");

        TrainAdvanced options;
        options.show();
        auto* offered = child<QCheckBox>(options, "trainLora");
        options.refresh(499, false);
        QVERIFY(!offered->isEnabled());
        options.refresh(500, false);
        QVERIFY(offered->isEnabled());
        offered->click();
        QCOMPARE(options.loraRank(), 8);
        options.refresh(500, true); // an encoder that is kept is not adapted
        QCOMPARE(options.loraRank(), 0);
    }

    void everyStoppedRunIsOfferedNewestFirst() {
        Desk desk;
        addCasesAndModel(desk);
        QDir().mkpath(desk.library() + "/training");
        const QDateTime now = QDateTime::currentDateTime();
        int hours = 0;
        for (const char* name : {"newest", "a-middle", "oldest"}) {
            TrainingPlan plan;
            plan.name = QLatin1String(name);
            plan.base = "base-1";
            plan.cases = {1, 2};
            const QString stem = desk.library() + "/training/" + plan.name;
            QFile saved(stem + ".json"), checkpoint(stem + ".checkpoint");
            QVERIFY(saved.open(QIODevice::WriteOnly) && checkpoint.open(QIODevice::WriteOnly));
            saved.write(QJsonDocument(plan.toJson()).toJson());
            QVERIFY(checkpoint.setFileTime(now.addSecs(-3600 * ++hours),
                                           QFileDevice::FileModificationTime));
        }
        auto window = desk.open();
        TrainDialog* dialog = window->showTraining();
        auto* stopped = child<QComboBox>(*dialog, "trainStopped");
        QTRY_COMPARE(stopped->count(), 3);
        QVERIFY(stopped->itemText(0).startsWith("newest"));
        QVERIFY(stopped->itemText(2).startsWith("oldest"));
        picture(*dialog, "stopped-runs");
        auto* start = child<QPushButton>(*dialog, "trainStart");
        QTRY_VERIFY(start->isEnabled());
        for (const char* taken : {"newest", "base-1"}) { // would be overwritten
            QCOMPARE(nameRun(*dialog, taken), QString(taken));
            QVERIFY2(!start->isEnabled(), taken);
        }
        auto* discard = child<QPushButton>(*dialog, "trainDiscard");
        desk.agree = false;
        QTest::mouseClick(discard, Qt::LeftButton);
        QCOMPARE(stopped->count(), 3);
        QVERIFY(desk.questions.back().contains("newest"));
        desk.agree = true;
        QTest::mouseClick(discard, Qt::LeftButton);
        QCOMPARE(stopped->count(), 2);
        QVERIFY(!QFile::exists(desk.library() + "/training/newest.checkpoint"));
        stopped->setFocus();
        QTest::keyClick(stopped, Qt::Key_Down);
        QTest::mouseClick(child<QPushButton>(*dialog, "trainResume"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(desk.ran("oldest.checkpoint"), 10000);
        QVERIFY(!desk.ran("a-middle.checkpoint"));
    }

    void modelsShowWhereTheyComeFrom() {
        Desk desk;
        addCasesAndModel(desk);
        auto window = desk.open();
        QTRY_VERIFY(child<QLabel>(*window, "statusModel")->text().contains("base-1"));
        ModelsDialog* dialog = window->showModels();
        auto* list = child<QTreeWidget>(*dialog, "modelList");
        QTRY_COMPARE(list->topLevelItemCount(), 1);
        QVERIFY(
            dialog->findChild<QTextBrowser*>()->toPlainText().contains("Digital phantom exams"));
        picture(*dialog, "models");
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    WindowJobsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_window_jobs.moc"
