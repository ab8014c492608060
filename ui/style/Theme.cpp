#include "ui/style/Theme.h"

#include <algorithm>
#include <optional>

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPointer>
#include <QRegularExpression>
#include <QSettings>
#include <QStyleFactory>
#include <QSvgRenderer>

#include "ui/style/SystemScheme.h"

static void initialiseResources() {
    Q_INIT_RESOURCE(bolus);
} // outside any namespace: Qt's rule

namespace bolus::theme {

namespace {

// Icons are drawn once, in currentColor; the colour is put in when they are painted.
class TintedIcon : public QIconEngine {
public:
    explicit TintedIcon(const QString& name) : m_name(name) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (file.open(QIODevice::ReadOnly))
            m_svg = file.readAll();
    }
    QIconEngine* clone() const override { return new TintedIcon(*this); }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const QColor color = mode == QIcon::Disabled ? border : state == QIcon::On ? accent : text;
        QSvgRenderer renderer(QByteArray(m_svg).replace("currentColor", color.name().toLatin1()));
        renderer.render(painter, rect);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, picture.rect(), mode, state);
        return picture;
    }

private:
    QString m_name;
    QByteArray m_svg;
};

QPalette palette() {
    const Colors& c = detail::now;
    QPalette colors(c.raised, c.panel);
    colors.setColor(QPalette::Window, c.panel);
    colors.setColor(QPalette::WindowText, c.text);
    colors.setColor(QPalette::Base, c.ground);
    colors.setColor(QPalette::AlternateBase, c.panel);
    colors.setColor(QPalette::Text, c.text);
    colors.setColor(QPalette::Button, c.raised);
    colors.setColor(QPalette::ButtonText, c.text);
    colors.setColor(QPalette::BrightText, c.bad);
    colors.setColor(QPalette::ToolTipBase, c.menu);
    colors.setColor(QPalette::ToolTipText, c.text);
    colors.setColor(QPalette::PlaceholderText, c.secondaryText);
    colors.setColor(QPalette::Highlight, c.selection);
    colors.setColor(QPalette::HighlightedText, c.text);
    colors.setColor(QPalette::Link, c.accent);
    colors.setColor(QPalette::LinkVisited, c.accent);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        colors.setColor(QPalette::Disabled, role, c.disabledText);
    return colors;
}

void scaleSizes(QString& sheet, int percent) {
    static const QRegularExpression size(QStringLiteral("font-size: (\\d+)pt"));
    for (QRegularExpressionMatch found = size.match(sheet); found.hasMatch();
         found = size.match(sheet, found.capturedEnd())) {
        const double points = found.captured(1).toInt() * percent / 100.0;
        sheet.replace(found.capturedStart(1), found.capturedLength(1),
                      QString::number(points, 'f', 1));
    }
}

// Colours are written as @name in the sheet, so that each stands in one place.
QString styleSheet(const Look& look, Scheme scheme) {
    QFile file(QStringLiteral(":/style/bolus.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const Colors& c = detail::now;
    const std::pair<const char*, QColor> names[] = {{"@ground", c.ground},
                                                    {"@panel", c.panel},
                                                    {"@raised", c.raised},
                                                    {"@field", c.field},
                                                    {"@menu", c.menu},
                                                    {"@border", c.border},
                                                    {"@text", c.text},
                                                    {"@secondary", c.secondaryText},
                                                    {"@disabled", c.disabledText},
                                                    {"@accent", c.accent},
                                                    {"@warning", c.warning},
                                                    {"@good", c.good},
                                                    {"@bad", c.bad},
                                                    {"@selection", c.selection},
                                                    {"@chosen", c.chosenRow},
                                                    {"@hovered", c.hoveredRow},
                                                    {"@primaryHover", c.primaryHover},
                                                    {"@primary", c.primary}};
    for (const auto& [name, color] : names)
        sheet.replace(QLatin1String(name), color.name());
    sheet.replace(QLatin1String("@pictures"),
                  scheme == Scheme::Light ? QStringLiteral("dark") : QStringLiteral("light"));
    sheet.replace(QLatin1String("@size"),
                  QStringLiteral("%1pt").arg(QApplication::font().pointSizeF(), 0, 'f', 1));
    scaleSizes(sheet, look.textPercent);
    return sheet;
}

QString schemeToken(Scheme scheme) {
    switch (scheme) {
    case Scheme::Light:
        return QStringLiteral("light");
    case Scheme::System:
        return QStringLiteral("system");
    case Scheme::Dark:
        break;
    }
    return QStringLiteral("dark");
}

// What the program found when it started.
struct Desktop {
    QFont font = QApplication::font();
    SystemScheme* scheme = new SystemScheme(qApp);
};

Desktop& desktop() {
    static QPointer<QApplication> of; // tests make several, one after another
    static std::optional<Desktop> found;
    if (!found || of != qApp) {
        of = qApp;
        found.emplace();
    }
    return *found;
}

void dress(QApplication& application) {
    const Look wanted = look();
    Desktop& found = desktop();
    if (wanted.scheme == Scheme::System)
        found.scheme->ask();
    const Scheme scheme = wanted.scheme == Scheme::System ? found.scheme->scheme() : wanted.scheme;
    detail::now = colorsOf(scheme);
    QFont font = found.font;
    font.setPointSizeF(font.pointSizeF() * wanted.textPercent / 100.0);
    QApplication::setFont(font);
    QApplication::setPalette(palette());
    application.setStyleSheet(styleSheet(wanted, scheme));
    Q_EMIT changes().changed();
}

} // namespace

Changes& changes() {
    static Changes only;
    return only;
}

Look look() {
    const QSettings settings;
    const QString token = settings.value(QStringLiteral("look/scheme")).toString();
    Look look;
    for (const Scheme scheme : {Scheme::Light, Scheme::System})
        if (token == schemeToken(scheme))
            look.scheme = scheme;
    look.textPercent = std::clamp(settings.value(QStringLiteral("look/text"), 100).toInt(),
                                  smallestText, largestText);
    return look;
}

void setLook(const Look& look) {
    QSettings settings;
    settings.setValue(QStringLiteral("look/scheme"), schemeToken(look.scheme));
    settings.setValue(QStringLiteral("look/text"),
                      std::clamp(look.textPercent, smallestText, largestText));
    dress(*qApp);
}

void apply(QApplication& application) {
    initialiseResources();
    SystemScheme* system = desktop().scheme; // before Qt's palette is ours
    QObject::connect(system, &SystemScheme::changed, &application, [&application] {
        if (look().scheme == Scheme::System)
            dress(application);
    });
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    dress(application);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/bolus.svg")));
}

QIcon icon(const QString& name) {
    return QIcon(new TintedIcon(name));
}

} // namespace bolus::theme
