// Package release_test checks what is given to other programs against their own
// types, which are too many for licet's module.
package release_test

import (
	"os"
	"testing"

	batch "k8s.io/api/batch/v1"
	"sigs.k8s.io/yaml"
)

// TestTheKubernetesJobIsAJob: every field of the example is one that the API
// has, and of its kind, and the parts on which a retried tenant depends are there.
func TestTheKubernetesJobIsAJob(t *testing.T) {
	text, err := os.ReadFile("../../docs/examples/kubernetes-job.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var job batch.Job
	if err := yaml.UnmarshalStrict(text, &job); err != nil {
		t.Fatal(err)
	}
	spec := &job.Spec
	if job.Kind != "Job" || spec.CompletionMode == nil || *spec.CompletionMode != batch.IndexedCompletion {
		t.Error("it is no indexed job")
	}
	if spec.BackoffLimitPerIndex == nil || spec.Template.Spec.RestartPolicy != "Never" {
		t.Error("Kubernetes takes backoffLimitPerIndex and podFailurePolicy with restartPolicy Never only")
	}
	mounted := map[string]bool{}
	for _, v := range spec.Template.Spec.Volumes {
		mounted[v.Name] = true
	}
	container := spec.Template.Spec.Containers[0]
	for _, m := range container.VolumeMounts {
		if !mounted[m.Name] {
			t.Errorf("the volume %s is not there", m.Name)
		}
	}
	for _, rule := range spec.PodFailurePolicy.Rules {
		if rule.OnExitCodes != nil && *rule.OnExitCodes.ContainerName != container.Name {
			t.Errorf("the rule is about a container %s", *rule.OnExitCodes.ContainerName)
		}
	}
}
