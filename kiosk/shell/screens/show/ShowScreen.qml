pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property ShowView view
    required property ShellModel shell

    objectName: "screen_show"

    readonly property real side: Theme.landscape ? 520 * Theme.unit : 0
    readonly property real edge: Theme.landscape || Theme.elder ? 0.75 * Theme.gap : Theme.gap
    // What the sheet may take when no keys turn pages, and what those keys take from it; across, they take nothing.
    readonly property real free: Theme.landscape ? height - 2 * edge : height - heading.height - on.height - 4 * edge
    readonly property real turning: Theme.landscape ? 0 : turn.implicitHeight + edge
    readonly property list<real> room: [sheet.width, free, turning, Theme.body, Theme.gap]

    onRoomChanged: Qt.callLater(fill) // the words of this very screen may be what changes the room
    Component.onCompleted: fill()

    function fill() {
        screen.view.layOut(Qt.size(sheet.width, free - 2 * lines.y), turning, Qt.size(Theme.body, Theme.tiny), Theme.gap, Theme.family);
    }

    Heading {
        id: heading

        anchors.left: parent.left
        anchors.top: parent.top
        anchors.leftMargin: Theme.margin
        anchors.topMargin: screen.edge
        width: Theme.landscape ? screen.side : parent.width - 2 * Theme.margin
        text: screen.view.heading
    }

    Card {
        id: sheet

        x: Theme.landscape ? heading.x + screen.side + Theme.margin : Theme.margin
        y: Theme.landscape ? screen.edge : heading.y + heading.height + screen.edge
        width: parent.width - x - Theme.margin
        height: lines.height + 2 * lines.y

        Column {
            id: lines

            y: Theme.gap / 2
            width: parent.width

            Repeater {
                model: screen.view.lines

                SheetLine {
                    required property var modelData
                    required property int index

                    first: index === 0
                    width: lines.width
                    line: modelData
                }
            }
        }
    }

    Row {
        id: turn

        x: heading.x
        anchors.bottom: on.top
        anchors.bottomMargin: screen.edge
        width: heading.width
        visible: screen.view.pages > 1
        spacing: Theme.gap

        ActionButton {
            id: previous

            objectName: "page_back"
            width: Theme.landscape ? 1.1 * Theme.touch : (parent.width - pageText.width - 2 * Theme.gap) / 2
            iconName: "arrow_left"
            label: screen.view.previousText
            shownLabel: Theme.landscape || Theme.elder ? "" : label
            enabled: screen.view.page > 1
            onTapped: screen.view.turn(-1)
        }

        Words {
            id: pageText

            anchors.verticalCenter: parent.verticalCenter
            width: Theme.landscape ? parent.width - 2 * (previous.width + Theme.gap) : Math.max(implicitWidth, 180 * Theme.unit)
            text: screen.view.pageText
            horizontalAlignment: Text.AlignHCenter
        }

        ActionButton {
            objectName: "page_on"
            width: previous.width
            iconName: "arrow_right"
            label: screen.view.nextText
            shownLabel: Theme.landscape || Theme.elder ? "" : label
            enabled: screen.view.page < screen.view.pages
            onTapped: screen.view.turn(1)
        }
    }

    ActionButton {
        id: on

        x: heading.x
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.edge
        width: heading.width
        height: Math.max(implicitHeight, (Theme.dense ? 1.05 : 1.25) * Theme.touch)
        objectName: "show_on"
        kind: "primary"
        iconName: "arrow_right"
        label: screen.view.onText
        onTapped: screen.view.goOn()
    }
}
