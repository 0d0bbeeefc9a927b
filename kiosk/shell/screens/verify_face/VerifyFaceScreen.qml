import QtQuick
import QtQuick.Shapes
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// The mirror is an oval: the picture lies below a frame with a hole. Across, the words stand beside it.
Item {
    id: screen

    required property VerifyFaceView view
    required property ShellModel shell

    objectName: "screen_verify_face"

    Column {
        id: head

        x: Theme.margin
        y: Theme.gap
        width: (Theme.landscape ? 0.4 : 1) * (screen.width - 2 * Theme.margin)
        spacing: (Theme.dense ? 0.4 : 0.75) * Theme.gap

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Words {
            objectName: "hint"
            width: parent.width
            visible: screen.view.problem === ""
            text: screen.view.hint
            font.pixelSize: Theme.dense ? Theme.body : Theme.large
        }

        Banner {
            objectName: "problem"
            width: parent.width
            text: screen.view.problem
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: screen.view.attemptsText
            color: Theme.inkSoft
        }
    }

    Item {
        id: mirror

        readonly property real room: Theme.landscape ? parent.height - 2 * Theme.gap : privacy.y - head.y - head.height - 2 * Theme.gap

        readonly property real begin: Theme.landscape ? head.x + head.width : 0

        x: Math.round(begin + (screen.width - begin - width) / 2)
        y: Theme.landscape ? Theme.gap : head.y + head.height + Theme.gap + (room - height) / 2
        height: Math.round(Math.min(room, 1.25 * (Theme.landscape ? 0.5 : 0.8) * screen.width))
        width: Math.round(0.8 * height)
        clip: true

        Rectangle {
            anchors.fill: parent
            color: "#d6e0ea"
        }

        Image {
            id: picture

            objectName: "picture"
            anchors.fill: parent
            source: screen.view.source
            fillMode: Image.PreserveAspectCrop
            mirror: true
            cache: false
            Accessible.role: Accessible.Graphic
            Accessible.name: screen.view.pictureText
        }

        Shape {
            anchors.fill: parent

            ShapePath {
                fillColor: Theme.ground
                fillRule: ShapePath.OddEvenFill
                strokeColor: "transparent"

                PathSvg {
                    path: "M-2 -2 H" + (mirror.width + 2) + " V" + (mirror.height + 2) + " H-2 Z " + mirror.oval(2)
                }
            }

            ShapePath {
                fillColor: "transparent"
                strokeColor: screen.view.problem === "" ? Theme.primary : Theme.gold
                strokeWidth: 4 * Theme.stroke

                PathSvg {
                    path: mirror.oval(3 * Theme.stroke)
                }
            }
        }

        Spinner {
            anchors.centerIn: parent
            visible: picture.status !== Image.Ready
        }

        function oval(inset: real): string {
            const a = width / 2 - inset;
            const b = height / 2 - inset;
            const y = height / 2;
            return "M" + inset + " " + y + " A" + a + " " + b + " 0 1 0 " + (width - inset) + " " + y + " A" + a + " " + b + " 0 1 0 " + inset + " " + y + " Z";
        }
    }

    Words {
        id: privacy

        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap
        width: head.width
        text: screen.view.privacy
        color: Theme.inkSoft
        horizontalAlignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter
    }
}
