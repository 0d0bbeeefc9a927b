import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// Upright: words, picture, keys. Across: words and keys beside the picture.
Item {
    id: screen

    required property CaptureView view
    required property ShellModel shell
    readonly property real side: Theme.landscape ? 620 * Theme.unit : width - 2 * Theme.margin

    objectName: "screen_capture"

    Column {
        id: head

        x: Theme.margin
        y: Theme.gap
        width: screen.side
        spacing: (Theme.dense ? 0.4 : 0.6) * Theme.gap

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Words {
            objectName: "hint"
            width: parent.width
            visible: screen.view.problem === "" && (screen.view.live || !Theme.dense)
            text: screen.view.hint
            font.pixelSize: Theme.dense ? Theme.body : Theme.large
            font.weight: screen.view.found ? Font.Bold : Font.Normal
            color: screen.view.found ? Theme.good : Theme.ink
        }

        Banner {
            objectName: "problem"
            width: parent.width
            text: screen.view.problem
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: screen.view.countText
            color: Theme.inkSoft
        }
    }

    Rectangle {
        id: mat

        anchors.top: Theme.landscape ? parent.top : head.bottom
        anchors.bottom: Theme.landscape ? parent.bottom : keys.top
        anchors.right: parent.right
        anchors.left: Theme.landscape ? head.right : parent.left
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        anchors.bottomMargin: Theme.gap
        color: screen.view.live && picture.status === Image.Ready ? "#22262c" : "#d6e0ea"
        radius: Theme.radius
        border.color: screen.view.found ? Theme.good : screen.view.problem === "" ? Theme.line : Theme.gold
        border.width: (screen.view.live ? 3 : 1) * Theme.stroke

        Image {
            id: picture

            objectName: "picture"
            anchors.fill: parent
            anchors.margins: Theme.gap / 2
            source: screen.view.source
            fillMode: Image.PreserveAspectFit
            cache: false
            Accessible.role: Accessible.Graphic
            Accessible.name: screen.view.pictureText
        }

        Spinner {
            anchors.centerIn: parent
            visible: screen.view.live && picture.status !== Image.Ready
        }
    }

    Column {
        id: keys

        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap
        width: screen.side
        spacing: (Theme.dense ? 0.5 : 0.75) * Theme.gap

        ActionButton {
            objectName: "go_on"
            width: parent.width
            visible: label !== ""
            label: screen.view.goOnText
            iconName: "arrow_right"
            onTapped: screen.view.goOn()
        }

        Grid {
            width: parent.width
            columns: Theme.landscape || more.label === "" ? 1 : 2
            spacing: parent.spacing

            ActionButton {
                objectName: "again"
                width: (parent.width - (parent.columns - 1) * parent.spacing) / parent.columns
                visible: !screen.view.live
                iconName: "retry"
                label: screen.view.againText
                onTapped: screen.view.again()
            }

            ActionButton {
                id: more

                objectName: "more"
                width: (parent.width - (parent.columns - 1) * parent.spacing) / parent.columns
                visible: !screen.view.live && label !== ""
                iconName: "plus"
                label: screen.view.moreText
                onTapped: screen.view.more()
            }
        }

        ActionButton {
            objectName: "use"
            width: parent.width
            height: Math.max(implicitHeight, 1.25 * Theme.touch)
            visible: !screen.view.live
            kind: "primary"
            iconName: "check"
            label: screen.view.useText
            onTapped: screen.view.use()
        }
    }
}
