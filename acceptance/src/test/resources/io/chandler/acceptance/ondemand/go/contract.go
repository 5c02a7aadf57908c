package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// The contract between broker and adapter as types of Go, with the names and the order that the Go broker and its SDK give to
// their members.

type input struct {
	GenerateManifest    generateManifest `json:"generate_manifest"`
	DashboardURL        dashboardURL     `json:"dashboard_url"`
	CreateBinding       binding          `json:"create_binding"`
	DeleteBinding       binding          `json:"delete_binding"`
	GeneratePlanSchemas planSchemas      `json:"generate_plan_schemas"`
}

type generateManifest struct {
	ServiceDeployment string `json:"service_deployment"`
	Plan              string `json:"plan"`
	PreviousPlan      string `json:"previous_plan"`
	PreviousManifest  string `json:"previous_manifest"`
	RequestParameters string `json:"request_parameters"`
	PreviousSecrets   string `json:"previous_secrets"`
	PreviousConfigs   string `json:"previous_configs"`
	UAAClient         string `json:"uaa_client"`
}

type dashboardURL struct {
	InstanceID string `json:"instance_id"`
	Plan       string `json:"plan"`
	Manifest   string `json:"manifest"`
}

type binding struct {
	BindingID         string `json:"binding_id"`
	BoshVMs           string `json:"bosh_vms"`
	Manifest          string `json:"manifest"`
	RequestParameters string `json:"request_parameters"`
	Secrets           string `json:"secrets"`
	DNSAddresses      string `json:"dns_addresses"`
}

type planSchemas struct {
	Plan string `json:"plan"`
}

type serviceDeployment struct {
	DeploymentName string     `json:"deployment_name"`
	Releases       []release  `json:"releases"`
	Stemcells      []stemcell `json:"stemcells"`
}

type release struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Jobs    []string `json:"jobs"`
}

type stemcell struct {
	Name    string `json:"stemcell_name,omitempty"`
	OS      string `json:"stemcell_os"`
	Version string `json:"stemcell_version"`
}

type plan struct {
	Properties       map[string]interface{} `json:"properties"`
	LifecycleErrands struct {
		PostDeploy []errand `json:"post_deploy,omitempty"`
		PreDelete  []errand `json:"pre_delete,omitempty"`
	} `json:"lifecycle_errands"`
	InstanceGroups []instanceGroup `json:"instance_groups"`
	Update         *update         `json:"update,omitempty"`
}

type errand struct {
	Name      string   `json:"name"`
	Instances []string `json:"instances"`
}

type instanceGroup struct {
	Name               string   `json:"name"`
	VMType             string   `json:"vm_type"`
	VMExtensions       []string `json:"vm_extensions,omitempty"`
	PersistentDiskType string   `json:"persistent_disk_type,omitempty"`
	Instances          int      `json:"instances"`
	Networks           []string `json:"networks"`
	AZs                []string `json:"azs"`
	Lifecycle          string   `json:"lifecycle,omitempty"`
	MigratedFrom       []struct {
		Name string `json:"name"`
	} `json:"migrated_from,omitempty"`
}

type update struct {
	Canaries                      int         `json:"canaries"`
	CanaryWatchTime               string      `json:"canary_watch_time"`
	UpdateWatchTime               string      `json:"update_watch_time"`
	MaxInFlight                   interface{} `json:"max_in_flight"`
	Serial                        *bool       `json:"serial,omitempty"`
	InitialDeployAZUpdateStrategy string      `json:"initial_deploy_az_update_strategy,omitempty"`
}

type generated struct {
	Manifest string                 `json:"manifest"`
	Secrets  map[string]interface{} `json:"secrets"`
	Configs  map[string]string      `json:"configs"`
	Labels   map[string]interface{} `json:"labels,omitempty"`
}

type bound struct {
	Credentials     map[string]interface{} `json:"credentials"`
	SyslogDrainURL  string                 `json:"syslog_drain_url,omitempty"`
	RouteServiceURL string                 `json:"route_service_url,omitempty"`
	BackupAgentURL  string                 `json:"backup_agent_url,omitempty"`
}

type dashboard struct {
	DashboardURL string `json:"dashboard_url"`
}

type schemas struct {
	ServiceInstance struct {
		Create parameters `json:"create"`
		Update parameters `json:"update"`
	} `json:"service_instance"`
	ServiceBinding struct {
		Create parameters `json:"create"`
	} `json:"service_binding"`
}

type parameters struct {
	Parameters map[string]interface{} `json:"parameters"`
}

// exactly reads a document of which every member must be known, and which Go would write with the same bytes.
func exactly(what, text string, into interface{}) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s: %v: %s", what, err, text)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("%s: more than one document: %s", what, text)
	}
	var written bytes.Buffer
	if err := json.NewEncoder(&written).Encode(into); err != nil {
		return fmt.Errorf("%s: %v", what, err)
	}
	if strings.TrimSuffix(text, "\n") != strings.TrimSuffix(written.String(), "\n") {
		return fmt.Errorf("%s: Go writes\n%sand here is\n%s", what, written.String(), text)
	}
	return nil
}
