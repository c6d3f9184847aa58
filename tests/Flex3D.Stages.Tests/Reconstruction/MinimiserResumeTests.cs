using Flex3D.Stages.Faults;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Tests.Reconstruction;

public class MinimiserResumeTests
{
    private const int Dimension = 37;

    [Fact]
    public void A_run_killed_before_any_evaluation_ends_in_the_same_bits()
    {
        var quadratic = new TestQuadratic(Dimension, 200, seed: 3);
        LBfgs unbroken = new(new float[Dimension]), broken = new(new float[Dimension]);
        float[] expected = new float[Dimension], found = new float[Dimension];
        for (int evaluation = 0; evaluation < 15; evaluation++)
        {
            broken = Reread(broken);
            unbroken.Next(expected);
            broken.Next(found);
            found.ShouldBe(expected);
            broken = Reread(broken);
            unbroken.Report(quadratic.Energy(expected), quadratic.Gradient(expected));
            broken.Report(quadratic.Energy(found), quadratic.Gradient(found));
        }
        Bytes(broken).ShouldBe(Bytes(unbroken));
        unbroken.Iteration.ShouldBeGreaterThan(9);
    }

    [Fact]
    public void A_state_of_another_size_or_kind_is_refused_before_its_vectors_are_read()
    {
        byte[] bytes = Bytes(new LBfgs(new float[Dimension]));
        Should.Throw<InputException>(() => LBfgs.Read(new BinaryReader(new MemoryStream(bytes)), Dimension + 1, "a.ckpt"))
            .Message.ShouldContain("number of unknowns: found 37; expected 38");
        bytes[4] = 2; // the kind follows the version
        Should.Throw<InputException>(() => LBfgs.Read(new BinaryReader(new MemoryStream(bytes)), Dimension, "a.ckpt"))
            .Message.ShouldContain("kind of minimiser");
    }

    [Fact]
    public void A_state_cut_short_is_refused()
    {
        byte[] bytes = Bytes(new LBfgs(new float[Dimension]));
        Should.Throw<InputException>(() => LBfgs.Read(new BinaryReader(new MemoryStream(bytes[..200])), Dimension, "a.ckpt"))
            .Message.ShouldContain("a.ckpt");
    }

    private static LBfgs Reread(LBfgs minimiser) => LBfgs.Read(new BinaryReader(new MemoryStream(Bytes(minimiser))), Dimension, "a.ckpt");

    private static byte[] Bytes(LBfgs minimiser)
    {
        var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        minimiser.Write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
