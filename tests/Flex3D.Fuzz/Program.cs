using Flex3D.Fuzz;
using Flex3D.Fuzz.Checkpoints;
using Flex3D.Fuzz.Measuring;
using Flex3D.Fuzz.Targets;
using Flex3D.Stages.Files;

if (args is ["samples", var samples])
{
    Directory.CreateDirectory(samples);
    File.WriteAllBytes(Path.Combine(samples, "training.flexckpt"), CheckpointBytes.Of(TrainingSample.Sections(insideEpoch: true)));
    File.WriteAllBytes(Path.Combine(samples, "reconstruction.flexckpt"), CheckpointBytes.Of(ReconstructionSample.Sections(4, insidePass: true)));
    return 0;
}
if (FuzzArguments.Parse(args) is not { } asked)
{
    Console.Error.WriteLine(FuzzArguments.Usage);
    return 64;
}
var storage = new MemoryStorage();
IReadOnlyList<IFuzzTarget> targets = FuzzTargets.Create(asked.Format, storage);
if (targets.Count == 0)
{
    Console.Error.WriteLine(FuzzArguments.Usage);
    return 64;
}
long findings = 0;
using (Storage.Replace(_ => storage))
{
    foreach (IFuzzTarget target in targets)
    {
        FuzzFigures figures = FuzzRun.Run(target, storage, asked.From, asked.Inputs, asked.Threads, (number, input, finding) =>
        {
            Console.WriteLine($"{target.Name} --seed {number}: {finding.What}");
            if (asked.SaveTo is { } folder)
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(Path.Combine(folder, $"{number}.{target.Name}.bin"), input);
            }
        });
        Console.WriteLine(figures);
        findings += figures.Findings;
    }
}
return findings == 0 ? 0 : 1;
