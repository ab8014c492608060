#include "ui/keys/KeyHelp.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextDocument>
#include <QVBoxLayout>
#include <QtPrintSupport/QPrintDialog>
#include <QtPrintSupport/QPrinter>

#include "ui/keys/KeyMap.h"

namespace bolus {

namespace {

struct Row {
    QString keys, what;
};

struct Group {
    QString title;
    QList<Row> rows;
};

Group mouse() {
    return {KeyHelp::tr("Mouse in the views"),
            {{KeyHelp::tr("Left button, drag"),
              KeyHelp::tr("Window: across its width, up and down its level")},
             {KeyHelp::tr("Left button, click"), KeyHelp::tr("The linked cursor goes there")},
             {KeyHelp::tr("Double click"), KeyHelp::tr("The view fills the light box, or not")},
             {KeyHelp::tr("Middle button, or Shift and left"), KeyHelp::tr("Move the picture")},
             {KeyHelp::tr("Right button, or Ctrl and wheel"), KeyHelp::tr("Zoom")},
             {KeyHelp::tr("Wheel"), KeyHelp::tr("Previous and next slice")},
             {KeyHelp::tr("Click on the phase of a view"),
              KeyHelp::tr("Correct the phase, show another series")},
             {KeyHelp::tr("Files dropped on the window"), KeyHelp::tr("Import them")}}};
}

Group rendering() {
    return {
        KeyHelp::tr("In a volume rendering, where these keys mean this instead"),
        {{KeyHelp::tr("Left button, drag; or arrow keys"), KeyHelp::tr("Turn")},
         {KeyHelp::tr("Left button, click"), KeyHelp::tr("The linked cursor goes to what is met")},
         {KeyHelp::tr("Ctrl and left button, drag"), KeyHelp::tr("Move the range of values shown")},
         {KeyHelp::tr("Wheel"), KeyHelp::tr("Zoom")},
         {KeyHelp::tr("Shift and wheel; Page Down, Page Up"), KeyHelp::tr("Cut from the front")},
         {KeyHelp::tr("A, P, L, R, H, F"), KeyHelp::tr("Look from that side, as on the cube")},
         {KeyHelp::tr("1 to 9"), KeyHelp::tr("What is shown: bone, vessels, …")},
         {KeyHelp::tr("C"), KeyHelp::tr("Cut at the crosshair's slices in turn")},
         {KeyHelp::tr("B"), KeyHelp::tr("Clipping box on or off: drag its faces")},
         {KeyHelp::tr("N, + and −, Backspace, while the box is on"),
          KeyHelp::tr("Its next face, move that, show all again")},
         {KeyHelp::tr("Ctrl+Z, Ctrl+Shift+Z, while the box is on"),
          KeyHelp::tr("Undo the clipping, redo it")},
         {KeyHelp::tr("Space"), KeyHelp::tr("Turn by itself, or stop")},
         {KeyHelp::tr("Home"), KeyHelp::tr("Upright, whole and uncut")},
         {KeyHelp::tr("Esc"), KeyHelp::tr("Back to the slices")}}};
}

Group drawing() {
    return {
        KeyHelp::tr("While a measuring tool is in hand"),
        {{KeyHelp::tr("Left button, or Space"), KeyHelp::tr("Set a point")},
         {KeyHelp::tr("Arrow keys"), KeyHelp::tr("Move the cursor by a pixel, with Shift by 10")},
         {KeyHelp::tr("Enter"), KeyHelp::tr("Close the polygon")},
         {KeyHelp::tr("Esc"), KeyHelp::tr("End drawing, then put the tool down")}}};
}

Group lists() {
    return {KeyHelp::tr("In the list of cases and of search results"),
            {{KeyHelp::tr("Enter"), KeyHelp::tr("Open the case")},
             {KeyHelp::tr("Ctrl+Enter"), KeyHelp::tr("Open it beside the current case")},
             {KeyHelp::tr("Ctrl or Shift, and click or arrow keys"),
              KeyHelp::tr("Select several cases")},
             {KeyHelp::tr("Left and right"), KeyHelp::tr("The phases of a found case, in its row")},
             {KeyHelp::tr("Space"), KeyHelp::tr("Preview of a found case, without opening it")},
             {KeyHelp::tr("+ and −"), KeyHelp::tr("More, or less, like a found case")},
             {KeyHelp::tr("*"), KeyHelp::tr("Further found cases of the patient, or hide them")},
             {KeyHelp::tr("Arrow down in the empty search box, or Alt and arrow down"),
              KeyHelp::tr("Earlier and saved searches")},
             {KeyHelp::tr("Esc in the search box"), KeyHelp::tr("End the search")}}};
}

/// In the order in which the groups are first met: as the menus are.
QList<Group> groupsOf(const KeyMap& keys) {
    QList<Group> groups;
    for (const KeyMap::Command& command : keys.commands()) {
        auto at = std::ranges::find(groups, command.group, &Group::title);
        if (at == groups.end()) {
            groups.append({command.group, {}});
            at = groups.end() - 1;
        }
        at->rows.append({keys.keysText(command.id), command.title});
    }
    return groups << mouse() << rendering() << drawing() << lists();
}

bool holds(const Group& group, const Row& row, const QStringList& words) {
    const QString all = group.title + QLatin1Char(' ') + row.keys + QLatin1Char(' ') + row.what;
    return std::ranges::all_of(
        words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

QString tableOf(const Group& group, const QStringList& words) {
    QString rows;
    for (const Row& row : group.rows)
        if (holds(group, row, words))
            rows += QStringLiteral("<tr><td width=\"42%\"><b>%1</b></td><td>%2</td></tr>")
                        .arg(row.keys.isEmpty() ? QStringLiteral("–") : row.keys.toHtmlEscaped(),
                             row.what.toHtmlEscaped());
    return rows.isEmpty() ? QString()
                          : QStringLiteral("<h3>%1</h3><table width=\"100%\" cellspacing=\"4\">"
                                           "%2</table>")
                                .arg(group.title.toHtmlEscaped(), rows);
}

} // namespace

QString keyHelpHtml(const KeyMap& keys, const QString& filter) {
    const QStringList words = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QString page;
    for (const Group& group : groupsOf(keys))
        page += tableOf(group, words);
    return page.isEmpty()
               ? QStringLiteral("<p>%1</p>").arg(KeyHelp::tr("No command or key is called that."))
               : page;
}

KeyHelp::KeyHelp(const KeyMap& keys, QWidget* parent)
    : QDialog(parent), m_keys(keys), m_filter(new QLineEdit), m_page(new QTextBrowser) {
    setObjectName(QStringLiteral("keysDialog"));
    setWindowTitle(tr("Keys and mouse"));
    m_filter->setObjectName(QStringLiteral("keysFilter"));
    m_filter->setPlaceholderText(tr("Find a command or a key"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_page->setObjectName(QStringLiteral("keysPage"));
    m_page->setAccessibleName(windowTitle());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* change = buttons->addButton(tr("Change &keys…"), QDialogButtonBox::ActionRole);
    change->setObjectName(QStringLiteral("changeKeys"));
    auto* onPaper = buttons->addButton(tr("&Print…"), QDialogButtonBox::ActionRole);
    onPaper->setObjectName(QStringLiteral("printKeys"));
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_filter);
    rows->addWidget(m_page, 1);
    rows->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(change, &QPushButton::clicked, this, &KeyHelp::changeRequested);
    connect(onPaper, &QPushButton::clicked, this, &KeyHelp::print);
    connect(m_filter, &QLineEdit::textChanged, this, &KeyHelp::refresh);
    connect(&keys, &KeyMap::changed, this, &KeyHelp::refresh);
    resize(640, 720);
    refresh();
}

void KeyHelp::refresh() {
    m_page->setHtml(keyHelpHtml(m_keys, m_filter->text()));
}

/// Black on white, whatever the window looks like.
void KeyHelp::print() {
    auto* dialog = new QPrintDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("printKeysDialog"));
    connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), this, [this](QPrinter* printer) {
        QTextDocument page;
        page.setHtml(QStringLiteral("<h2>%1</h2>").arg(tr("Bolus: keys and mouse")) +
                     keyHelpHtml(m_keys));
        page.print(printer);
    });
    dialog->open();
}

} // namespace bolus
