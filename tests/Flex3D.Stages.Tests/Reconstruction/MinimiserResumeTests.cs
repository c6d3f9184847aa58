using Flex3D.Stages.Faults;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Tests.Reconstruction;

public class MinimiserResumeTests
{
    private const int Dimension = 37;

    [Theory]
    [InlineData("L-BFGS")]
    [InlineData("L-BFGS, general")]
    [InlineData("conjugate gradient")]
    public void A_run_killed_before_any_evaluation_ends_in_the_same_bits(string kind)
    {
        var quadratic = new TestQuadratic(Dimension, 200, seed: 3);
        IMinimiser unbroken = Create(kind), broken = Create(kind);
        float[] expected = new float[Dimension], found = new float[Dimension];
        for (int evaluation = 0; evaluation < 15; evaluation++)
        {
            broken = Reread(broken, kind);
            unbroken.Next(expected);
            broken.Next(found);
            found.ShouldBe(expected);
            broken = Reread(broken, kind);
            unbroken.Report(quadratic.Energy(expected), quadratic.Gradient(expected));
            broken.Report(quadratic.Energy(found), quadratic.Gradient(found));
        }
        Bytes(broken).ShouldBe(Bytes(unbroken));
        unbroken.Iteration.ShouldBeGreaterThan(9);
    }

    [Fact]
    public void A_state_of_another_size_or_kind_is_refused_before_its_vectors_are_read()
    {
        byte[] bytes = Bytes(Create("L-BFGS"));
        Should.Throw<InputException>(() => LBfgs.Read(new BinaryReader(new MemoryStream(bytes)), Dimension + 1, "a.ckpt"))
            .Message.ShouldContain("number of unknowns: found 37; expected 38");
        Should.Throw<InputException>(() => PreconditionedConjugateGradient.Read(new BinaryReader(new MemoryStream(bytes)), Dimension, "a.ckpt"))
            .Message.ShouldContain("kind of minimiser");
    }

    [Fact]
    public void A_state_cut_short_is_refused()
    {
        byte[] bytes = Bytes(Create("L-BFGS"));
        Should.Throw<InputException>(() => LBfgs.Read(new BinaryReader(new MemoryStream(bytes[..200])), Dimension, "a.ckpt"))
            .Message.ShouldContain("a.ckpt");
    }

    private static readonly MinimiserOptions Exact = new() { History = 4 };
    private static readonly MinimiserOptions General = new() { History = 3, Quadratic = false };
    private static readonly Preconditioner Scale = Preconditioners.Diagonal([.. Enumerable.Range(0, Dimension).Select(i => 1 + 0.02f * i)]);

    private static IMinimiser Create(string kind) => kind switch
    {
        "L-BFGS" => new LBfgs(new float[Dimension], Exact, Scale),
        "L-BFGS, general" => new LBfgs(new float[Dimension], General, Scale),
        _ => new PreconditionedConjugateGradient(new float[Dimension], Exact, Scale),
    };

    private static IMinimiser Reread(IMinimiser minimiser, string kind)
    {
        var reader = new BinaryReader(new MemoryStream(Bytes(minimiser)));
        return kind switch
        {
            "L-BFGS" => LBfgs.Read(reader, Dimension, "a.ckpt", Exact, Scale),
            "L-BFGS, general" => LBfgs.Read(reader, Dimension, "a.ckpt", General, Scale),
            _ => PreconditionedConjugateGradient.Read(reader, Dimension, "a.ckpt", Exact, Scale),
        };
    }

    private static byte[] Bytes(IMinimiser minimiser)
    {
        var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        minimiser.Write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
