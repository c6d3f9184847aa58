using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Tests.Geometry;

public class RotationTests
{
    [Fact]
    public void A_cryoSPARC_pose_is_the_transpose_of_its_Rodrigues_matrix()
    {
        (double rot, double tilt, double psi) = Rotation.FromCryoSparcPose(-2.14932622394, 0.746829503588, -0.487367610323).ToEulerDegrees();
        rot.ShouldBe(44.944294, 1e-5);
        tilt.ShouldBe(127.748277, 1e-5);
        psi.ShouldBe(-96.733947, 1e-5);
    }
}
