// bolus: the workstation.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include "ui/common/Translation.h"
#include "ui/look/FirstLook.h"
#include "ui/style/Theme.h"
#include "ui/view/Graphics.h"
#include "ui/watch/WatchedApplication.h"
#include "ui/window/LibraryController.h"
#include "ui/window/MainWindow.h"

using namespace bolus;

namespace {

struct Options {
    QString library, screenshots;
    QStringList imports;
    qint64 openCase = 0;
};

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::CommandLine)
};

Options parse(const QCoreApplication& application) {
    const QCommandLineOption library(QStringLiteral("library"),
                                     Words::tr("Open or make the library in DIR."),
                                     QStringLiteral("DIR"));
    const QCommandLineOption import(QStringLiteral("import"), Words::tr("Import a file or folder."),
                                    QStringLiteral("PATH"));
    const QCommandLineOption exam(
        QStringLiteral("case"), Words::tr("Open the case with this number."), QStringLiteral("ID"));
    const QCommandLineOption pictures(
        QStringLiteral("screenshots"),
        Words::tr("Run the main job once, save pictures of the window in DIR, and quit."),
        QStringLiteral("DIR"));
    QCommandLineParser parser;
    parser.setApplicationDescription(Words::tr(
        "Radiology workstation for multi-phase CT and MR. Research and teaching use; not a medical "
        "device."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({library, import, exam, pictures});
    parser.process(application);
    bool isNumber = true;
    const qint64 caseId = parser.isSet(exam) ? parser.value(exam).toLongLong(&isNumber) : 0;
    if (!isNumber || !parser.positionalArguments().isEmpty()) {
        std::fprintf(stderr, "%s\n",
                     qPrintable(Words::tr("bolus: %1 is not understood; --help lists what is.")
                                    .arg(isNumber ? parser.positionalArguments().value(0)
                                                  : parser.value(exam))));
        std::exit(2);
    }
    return {parser.isSet(library) ? parser.value(library) : startLibrary(), parser.value(pictures),
            parser.values(import), caseId};
}

// --help and --version work where there is no display.
bool onlyAnswers(int argc, char** argv) {
    return std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
        return argument == "--help" || argument == "-h" || argument == "--help-all" ||
               argument == "--version" || argument == "-v";
    });
}

// Qt would abort with its own words.
bool hasDisplay() {
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

// Once the library is open: what the command line asked for.
void followOptions(MainWindow& window, const Options& options) {
    QObject::connect(
        &window.libraryController(), &LibraryController::refreshed, &window,
        [&window, options] {
            if (!options.imports.isEmpty())
                window.libraryController().importPaths(options.imports);
            if (options.openCase)
                window.caseController().open(options.openCase);
        },
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
}

/// For whoever measures the start: the list is filled, and what was due then is drawn.
void tellWhenReady(MainWindow& window) {
    QObject::connect(
        &window.libraryController(), &LibraryController::refreshed, &window,
        [&window] {
            QTimer::singleShot(0, &window, [] { std::fprintf(stderr, "bolus: ready\n"); });
        },
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
}

} // namespace

int main(int argc, char** argv) {
    prepareGraphics();
    QCoreApplication::setOrganizationName(QStringLiteral("Bolus"));
    QCoreApplication::setApplicationName(QStringLiteral("Bolus"));
    QCoreApplication::setApplicationVersion(QStringLiteral(BOLUS_VERSION));
    if (onlyAnswers(argc, argv)) {
        QCoreApplication application(argc, argv);
        parse(application); // prints and exits
    }
    if (!hasDisplay()) {
        std::fprintf(stderr,
                     "bolus: there is no display here. Use bolusctl, or run it under xvfb-run.\n");
        return 1;
    }
    WatchedApplication application(argc, argv);
    application.watchWhereAsked();
    installTranslation(application);
    theme::apply(application);
    const Options options = parse(application);
    MainWindow window;
    followOptions(window, options);
    if (qEnvironmentVariableIsSet("BOLUS_WATCHDOG"))
        tellWhenReady(window);
    window.show();
    window.openLibrary(options.library);
    if (options.screenshots.isEmpty())
        return QApplication::exec();
    FirstLook look(window, options.screenshots);
    QObject::connect(&look, &FirstLook::finished, &application, &QCoreApplication::exit,
                     Qt::QueuedConnection);
    look.start();
    return QApplication::exec();
}
