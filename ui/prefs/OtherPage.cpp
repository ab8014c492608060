#include "ui/prefs/OtherPage.h"

#include <QFormLayout>
#include <QSettings>
#include <QVBoxLayout>

namespace bolus {

OtherPage::OtherPage(QWidget* parent)
    : QWidget(parent), m_recent(new QLabel), m_forget(new QPushButton(tr("&Forget them"))) {
    m_recent->setObjectName(QStringLiteral("recentLibraries"));
    m_recent->setTextFormat(Qt::PlainText);
    m_recent->setWordWrap(true);
    m_forget->setObjectName(QStringLiteral("forgetRecent"));
    m_forget->setAccessibleName(tr("Forget the libraries opened lately"));
    auto* arrange = new QPushButton(tr("&As at first"));
    arrange->setObjectName(QStringLiteral("resetArrangement"));
    arrange->setAccessibleName(tr("Arrange the window as at first"));
    auto* form = new QFormLayout(this);
    form->setVerticalSpacing(14);
    form->addRow(tr("Libraries opened lately"), m_recent);
    form->addRow(QString(), m_forget);
    form->addRow(tr("Panels of the window"), arrange);
    for (QPushButton* button : {m_forget, arrange}) {
        button->setAutoDefault(false);
        button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    }
    connect(m_forget, &QPushButton::clicked, this, [this] {
        QSettings().remove(QStringLiteral("library/recent"));
        QSettings().remove(QStringLiteral("import/beside"));
        refresh();
        Q_EMIT recentForgotten();
    });
    connect(arrange, &QPushButton::clicked, this, &OtherPage::arrangementReset);
    refresh();
}

void OtherPage::refresh() {
    const QStringList recent = QSettings().value(QStringLiteral("library/recent")).toStringList();
    m_recent->setText(recent.isEmpty() ? tr("None is remembered.")
                                       : recent.join(QLatin1Char('\n')));
    m_forget->setEnabled(!recent.isEmpty());
}

} // namespace bolus
