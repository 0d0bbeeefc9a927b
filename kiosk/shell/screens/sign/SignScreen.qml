import QtQuick
import QtQuick.Shapes
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// What is signed, and a field for the finger. Upright it is low, where a hand rests well; across, it stands beside.
Item {
    id: screen

    required property SignView view
    required property ShellModel shell
    readonly property real edge: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
    readonly property real inner: width - 2 * Theme.margin
    readonly property real free: way.y - edge - (Theme.landscape ? edge : head.y + head.height + edge)

    objectName: "screen_sign"

    Column {
        id: head

        x: Theme.margin
        y: screen.edge
        width: (Theme.landscape ? 0.36 : 1) * screen.inner
        spacing: 0.5 * Theme.gap

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Words {
            width: parent.width
            text: screen.view.statement
        }

        Banner {
            width: parent.width
            text: screen.view.problem
        }
    }

    Card {
        id: board

        readonly property real part: screen.view.boardHeight / screen.view.boardWidth

        objectName: "board"
        anchors.horizontalCenter: way.horizontalCenter
        anchors.bottom: way.top
        anchors.bottomMargin: screen.edge
        width: Math.min(way.width, screen.free / part)
        height: width * part
        clip: true
        border.color: Theme.primary
        border.width: 2 * Theme.stroke
        Accessible.role: Accessible.Graphic
        Accessible.name: screen.view.boardText

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 0.8 * parent.height
            width: 0.9 * parent.width
            height: Theme.stroke
            color: Theme.line
        }

        Words {
            anchors.centerIn: parent
            width: 0.9 * parent.width
            horizontalAlignment: Text.AlignHCenter
            visible: screen.view.empty
            text: screen.view.hereText
            color: Theme.inkSoft
            font.pixelSize: Theme.large
        }

        Shape {
            width: screen.view.boardWidth
            height: screen.view.boardHeight
            scale: board.width / width
            transformOrigin: Item.TopLeft

            ShapePath {
                fillColor: "transparent"
                strokeColor: Theme.ink
                strokeWidth: 7
                capStyle: ShapePath.RoundCap
                joinStyle: ShapePath.RoundJoin

                PathSvg {
                    path: screen.view.line
                }
            }
        }

        PointHandler {
            id: finger

            target: null
            onActiveChanged: if (!active)
                screen.view.lift()
            onPointChanged: if (active)
                screen.view.draw(point.position.x / board.width, point.position.y / board.height)
        }
    }

    Row {
        id: way

        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.edge
        width: (Theme.landscape ? 0.61 : 1) * screen.inner
        spacing: Theme.gap

        ActionButton {
            width: 0.4 * (parent.width - parent.spacing)
            height: 1.25 * Theme.touch
            objectName: "sign_again"
            iconName: "retry"
            label: screen.view.clearText
            enabled: !screen.view.empty
            onTapped: screen.view.clear()
        }

        ActionButton {
            width: 0.6 * (parent.width - parent.spacing)
            height: 1.25 * Theme.touch
            objectName: "signed"
            kind: "primary"
            iconName: "check"
            label: screen.view.doneText
            onTapped: screen.view.sign()
        }
    }
}
