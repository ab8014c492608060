#include "ui/common/Translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

static void initialiseTranslations() {
    Q_INIT_RESOURCE(translations);
} // outside any namespace

namespace bolus {

void installTranslation(QCoreApplication& application) {
    initialiseTranslations();
    auto* translator = new QTranslator(&application);
    const QString folder = QStringLiteral(":/translations");
    const bool found =
        translator->load(QLocale(), QStringLiteral("bolus"), QStringLiteral("_"), folder);
    if (found || translator->load(QStringLiteral("bolus_en"), folder))
        QCoreApplication::installTranslator(translator);
}

} // namespace bolus
