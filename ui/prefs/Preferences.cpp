#include "ui/prefs/Preferences.h"

#include <QDialogButtonBox>
#include <QVBoxLayout>

#include "ui/prefs/KeysPage.h"
#include "ui/prefs/LookPage.h"
#include "ui/prefs/OtherPage.h"

namespace bolus {

Preferences::Preferences(KeyMap& keys, QWidget* parent) : QDialog(parent), m_pages(new QTabWidget) {
    setObjectName(QStringLiteral("preferences"));
    setWindowTitle(tr("Preferences"));
    auto* other = new OtherPage;
    m_pages->setObjectName(QStringLiteral("preferencePages"));
    m_pages->setAccessibleName(tr("Pages of the preferences"));
    m_pages->addTab(new LookPage, tr("Look"));
    m_pages->addTab(new KeysPage(keys), tr("Keys"));
    m_pages->addTab(other, tr("Remembered"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_pages, 1);
    rows->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(other, &OtherPage::recentForgotten, this, &Preferences::recentForgotten);
    connect(other, &OtherPage::arrangementReset, this, &Preferences::arrangementReset);
    resize(820, 640);
}

void Preferences::showPage(Page page) {
    m_pages->setCurrentIndex(static_cast<int>(page));
    show();
    raise();
    activateWindow();
}

} // namespace bolus
