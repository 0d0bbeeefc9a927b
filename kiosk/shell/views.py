"""Each screen and its view model."""

from kiosk.shell.navigation import Screen
from kiosk.shell.screens.attract.view_model import AttractView
from kiosk.shell.screens.call.view_model import CallView
from kiosk.shell.screens.capture.view_model import CaptureView
from kiosk.shell.screens.choose.view_model import ChooseView
from kiosk.shell.screens.end.view_model import EndView
from kiosk.shell.screens.form.view_model import FormView
from kiosk.shell.screens.home.view_model import HomeView
from kiosk.shell.screens.identify.view_model import IdentifyView
from kiosk.shell.screens.issue.view_model import IssueView
from kiosk.shell.screens.joining.view_model import JoiningView
from kiosk.shell.screens.notice.view_model import NoticeView
from kiosk.shell.screens.out_of_service.view_model import OutOfServiceView
from kiosk.shell.screens.parting.view_model import PartingView
from kiosk.shell.screens.pay.view_model import PayView
from kiosk.shell.screens.rate.view_model import RateView
from kiosk.shell.screens.review.view_model import ReviewView
from kiosk.shell.screens.send.view_model import SendView
from kiosk.shell.screens.show.view_model import ShowView
from kiosk.shell.screens.sign.view_model import SignView
from kiosk.shell.screens.summary.view_model import SummaryView
from kiosk.shell.screens.trouble.view_model import TroubleView
from kiosk.shell.screens.verify_face.view_model import VerifyFaceView
from kiosk.shell.view import View

VIEWS: dict[Screen, type[View]] = {
    Screen.ATTRACT: AttractView,
    Screen.HOME: HomeView,
    Screen.NOTICE: NoticeView,
    Screen.IDENTIFY: IdentifyView,
    Screen.FORM: FormView,
    Screen.CHOOSE: ChooseView,
    Screen.CALL: CallView,
    Screen.SHOW: ShowView,
    Screen.VERIFY_FACE: VerifyFaceView,
    Screen.CAPTURE: CaptureView,
    Screen.SIGN: SignView,
    Screen.SUMMARY: SummaryView,
    Screen.REVIEW: ReviewView,
    Screen.SEND: SendView,
    Screen.PAY: PayView,
    Screen.ISSUE: IssueView,
    Screen.RATE: RateView,
    Screen.END: EndView,
    Screen.TROUBLE: TroubleView,
    Screen.PARTING: PartingView,
    Screen.OUT_OF_SERVICE: OutOfServiceView,
    Screen.JOINING: JoiningView,
}
