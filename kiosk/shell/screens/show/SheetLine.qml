pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One line of a sheet: a title, a header, a row, a total, a fact, a stage, a note, or the space between.
Item {
    id: root

    required property var line
    required property bool first
    readonly property string kind: line.kind
    readonly property bool small: kind === "header" || kind === "row" || kind === "odd" || kind === "total"
    readonly property bool strong: kind === "title" || kind === "header" || kind === "total" || kind === "record" || line.mark === "now"

    height: line.height
    Accessible.role: Accessible.StaticText
    Accessible.name: line.spoken

    Rectangle {
        x: Theme.stroke
        width: root.width - 2 * Theme.stroke
        height: root.height
        visible: root.kind === "header" || root.kind === "record" || root.kind === "odd" || root.kind === "total"
        color: root.kind === "odd" ? Theme.ground : Theme.primarySoft
    }

    Rectangle {
        x: Theme.gap
        width: root.width - 2 * Theme.gap
        height: Theme.stroke
        visible: root.kind === "fact" && !root.first
        color: Theme.line
    }

    // The way that an application has come, and the way that it still has to go.
    Rectangle {
        x: sign.x + (sign.width - width) / 2
        width: 3 * Theme.stroke
        height: root.height / 2
        visible: root.line.above
        color: root.line.mark === "ahead" ? Theme.line : Theme.primary
    }

    Rectangle {
        x: sign.x + (sign.width - width) / 2
        y: root.height / 2
        width: 3 * Theme.stroke
        height: root.height / 2
        visible: root.line.below
        color: root.line.mark === "past" ? Theme.primary : Theme.line
    }

    Rectangle {
        id: sign

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: 1.5 * Theme.body
        height: width
        radius: width / 2
        visible: root.line.mark !== ""
        color: root.line.mark === "past" ? Theme.primary : Theme.paper
        border.color: root.line.mark === "ahead" ? Theme.line : Theme.primary
        border.width: (root.line.mark === "now" ? 4 : 2) * Theme.stroke

        Icon {
            anchors.centerIn: parent
            name: root.line.mark === "past" ? "check" : ""
            tint: "#ffffff"
            size: 0.7 * sign.width
        }

        Rectangle {
            anchors.centerIn: parent
            width: parent.width / 3
            height: width
            radius: width / 2
            visible: root.line.mark === "now"
            color: Theme.primary
        }
    }

    Image {
        readonly property var place: root.line.cells.length > 1 ? root.line.cells[1] : null

        objectName: "paper"
        x: place ? place.x : 0
        y: Theme.gap / 2
        width: place ? place.width : 0
        height: root.height - Theme.gap
        visible: root.line.image !== ""
        source: root.line.image
        fillMode: Image.PreserveAspectFit
        horizontalAlignment: Image.AlignLeft
        cache: false
        Accessible.ignored: true
    }

    Repeater {
        model: root.line.cells

        Words {
            required property var modelData
            required property int index

            x: modelData.x
            width: modelData.width
            height: root.height
            text: modelData.text
            color: root.kind === "fact" && index === 0 || root.line.mark === "ahead" ? Theme.inkSoft : root.kind === "title" || root.kind === "header" || root.kind === "record" ? Theme.primary : Theme.ink
            horizontalAlignment: modelData.right ? Text.AlignRight : Text.AlignLeft
            verticalAlignment: Text.AlignVCenter
            font.pixelSize: root.small ? Theme.tiny : Theme.body
            font.weight: root.strong || root.kind === "fact" && index === 1 ? Font.DemiBold : Font.Normal
        }
    }
}
